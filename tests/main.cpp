#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>

/// libpqxx 6.4 loses the result of a prepared statement whose connection broke; cpprestsdk's threads may end
/// the tasks of an answer that was given up half read later than main ends.
extern "C" const char* __lsan_default_suppressions();  // NOLINT
extern "C" const char* __lsan_default_suppressions() {
  return "leak:pqxx::connection_base::exec_prepared\nleak:libcpprest.so\nleak:pplx::\nleak:Concurrency::"
         "streams\n";
}
