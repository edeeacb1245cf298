#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>

/// libpqxx 6.4 loses the result of a prepared statement whose connection broke.
extern "C" const char* __lsan_default_suppressions();  // NOLINT
extern "C" const char* __lsan_default_suppressions() { return "leak:pqxx::connection_base::exec_prepared\n"; }
/// cpprestsdk and Boost inside it are not instrumented: their locks are not seen, so their memory seems raced
/// for.
extern "C" const char* __tsan_default_suppressions();  // NOLINT
extern "C" const char* __tsan_default_suppressions() {
  return "called_from_lib:libcpprest.so\n"
         "race:pplx::\nrace:Concurrency::\nmutex:pplx::\nmutex:Concurrency::\n";
}
