#pragma once
#include <cstdlib>
#include <iostream>
#include <string>
#include <utility>

#include "bot/result.h"

/// For programs that measure: what goes wrong ends them, with a word on standard error.
[[noreturn]] inline void fail(const std::string& what) {
  std::cerr << what << '\n';
  std::exit(1);
}

template <class T>
T must(Result<T> result) {
  if (!result) fail(result.error().text);
  return std::move(*result);
}
