#pragma once
#include <string>
#include <string_view>

#include "gateway/http/message.h"

enum class AfterAnswer { keep, close };
enum class AnswerBody { sent, left_out };  // left out: the answer to HEAD

/// Appends the bytes of an answer. Framing headers are the server's; a handler's are dropped. Safe headers
/// are added where the handler said nothing else.
void append_answer(std::string& bytes, const HttpResponse& response, AfterAnswer after, AnswerBody body);
/// The short plain answer of every refusal.
HttpResponse refusal(int status, std::string_view text);
