#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>

/// libpqxx 6.4 loses the result of a prepared statement whose connection broke.
extern "C" const char* __lsan_default_suppressions();  // NOLINT
extern "C" const char* __lsan_default_suppressions() { return "leak:pqxx::connection_base::exec_prepared\n"; }
