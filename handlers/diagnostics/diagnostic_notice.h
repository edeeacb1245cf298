#pragma once
#include <string>
#include <vector>

#include "bot/command.h"
#include "bot/dialog.h"
#include "handlers/diagnostics/book.h"
#include "handlers/diagnostics/diagnostic_store.h"
#include "handlers/tickets/rights.h"
#include "handlers/tickets/ticket.h"

/// Look-ups in chat: "诊断 1002 登录日志". Pure.

DiagnosticSubject subject_of(const Ticket& ticket);

struct DiagnoseWorld {
  const DiagnosticBook* book = nullptr;  // null: none is configured
  const Forms* forms = nullptr;
  Actor actor;
  std::string actor_name, actor_contact;
  Chat chat;                       // where it was said
  const Ticket* ticket = nullptr;  // null: it does not exist
  int minutes_east = 480;
  std::string locale = "zh-CN";
};
struct DiagnoseDecision {
  std::vector<DiagnosticAsk> asks;
  Say answer;
};
DiagnoseDecision decide_diagnosis(const DiagnoseWorld& world, const Command& command);

/// What who asked hears of it, 1:1 where that can be.
Say result_for(const DiagnosticAsk& ask, const DiagnosticEnd& end, const DiagnosticBook& book,
               const std::string& locale);
