#pragma once

/// Fault injection for the crash tests (K1…K14 of ARCHITECTURE.md): DUTYDESK_KILL=K4:3 ends the process with
/// SIGKILL at the third pass of kill_point("K4"). Builds without DUTYDESK_KILL_POINTS hold neither the code
/// nor the names.
#ifdef DUTYDESK_KILL_POINTS
void kill_point_reached(const char* name);
#define kill_point(name) kill_point_reached(name)
#else
#define kill_point(name) static_cast<void>(0)
#endif
