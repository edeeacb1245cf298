#pragma once
#include <string>
#include <string_view>

/// What the bytes are, by themselves, never by what was claimed: image/png, image/jpeg, image/gif,
/// image/webp, application/pdf, video/mp4, audio/amr, an Office file's application/zip, text/plain. Empty:
/// none of these, and not kept.
std::string media_type_of(std::string_view bytes);
