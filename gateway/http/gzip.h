#pragma once
#include <string>
#include <string_view>

#include "gateway/http/message.h"

/// The bytes as one gzip member (RFC 1952), without name and time: the same bytes give the same result.
std::string gzipped(std::string_view bytes);
/// Whether the client takes gzip: named in Accept-Encoding with a weight above 0.
bool takes_gzip(const HttpRequest& request);
/// Replaces the body by its gzip where the client takes it and it is worth it, and says so in the headers.
void compress_for(const HttpRequest& request, HttpResponse& response);
