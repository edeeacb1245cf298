#pragma once
#include <csignal>

/// SIGTERM, SIGINT and SIGHUP wait for sigwait, in all threads that start afterwards; SIGPIPE is ignored.
sigset_t block_signals();
/// Secrets and people's data must not end in a core file.
void no_cores();
