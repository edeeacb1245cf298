#pragma once
#include <optional>
#include <string>
#include <vector>

#include "bot/fields.h"
#include "bot/message.h"

/// The team's verbs in chat as values. Pure: who may do it and whether it is possible is decided elsewhere.
///
///   级别 1002 高 why        the severity, and so the promises
///   时钟 1002               what of its time counted
///   受理 1002 · 1002 受理 · accept #1002 #1003 · (quoting "#1002 …") 受理
///   回复 1002 words         to the reporter: the verb says so
///   备注 1002 words         internal; also any other words that begin with or contain #1002, or quote a
///   message that carries it 提问 1002 words         asks the reporter and waits 转派 1002 研发 reason    a
///   role or @person 解决 1002 程序类 原因 … 方案 …   one sentence alone is both reason and solution

///   指派 1002 @person      the same without a reason; 指派 1002 alone: to the least loaded on duty
///   批准 1002              the script of a hand-over, by a second person
///   等待 1002 第三方 …      for what the desk waits; 继续 1002 goes on
///   诊断 1002 登录日志      looks the customer up in another system
///   勾选 1002              the runbook that fits; 勾选 1002 2 checks its second step off
///   合并 1005 1006 到 1002  under one parent; of one number alone: all that is alike; 拆出 1005 takes out

enum class Verb {
  show,
  accept,
  reply,
  note,
  ask,
  transfer,
  resolve,
  close,
  reopen,
  take,
  grade,
  clock,
  approve,
  wait,
  resume,
  diagnose,
  join,
  split,
  apart,
  check,
  mine,
  queue,
  duty,
  help
};

struct Command {
  Verb verb = Verb::help;
  std::string word;                // the verb as typed; empty for a press and for implied notes
  std::vector<long long> tickets;  // empty: none was said
  bool implied = false;            // no verb: free words about a ticket
  bool certain = true;             // false: reads like a verb but might be a report ("关闭 账户失败")
  std::string text;                // the words that follow, as typed; for transfer and reopen the reason
  std::string role;                // transfer: agent | tester | developer | ops | product | contractor
  std::string person;              // transfer: after @, as typed
  std::string target;              // transfer: role or person as typed, for people to read
  std::string category;            // resolve: data | program | consult
  std::string reason, solution;    // resolve
  std::string severity;            // grade: low | medium | high | urgent; text holds all words
  std::optional<Verb> nearest;     // help after unknown words: what was probably meant
  std::string card;                // task id of the card that was pressed
  long long parent = 0;  // join: the ticket to put them under; 0: the one of `tickets`, with all alike
  bool offered = false;  // join: the bot has offered this to its reporter, in the dialog that is open
  Fields items;          // transfer: what is known of its reason and checklist
  std::vector<std::string> asked;  // transfer: what the last question listed, which `text` answers
  std::vector<Media> media{};      // transfer: sent before that question
  bool assigns = false;            // transfer: 指派, which needs no reason within the desk
  bool to_least = false;           // transfer: to the least loaded on duty
  bool operator==(const Command&) const = default;
};

/// nullopt: not a command, whoever says it. The number is taken from `quoted` where the words lack it.
std::optional<Command> parse_command(const std::string& text, const std::string& quoted);
/// Keys like "ticket.accept:1002".
std::optional<Command> command_of_click(const Click& click);
/// What a team member in the team's group meant by words that are no command: help, with the nearest verb.
Command unknown_command(const std::string& text);
/// The ticket a text is about: "#1002", "事件单 1002". nullopt where it names none or several.
std::optional<long long> ticket_in(const std::string& text);
/// All tickets that it speaks of.
std::vector<long long> numbers_of(const Command& command);
/// accept, reply, … the names in button keys and wording.
const char* name_of(Verb verb);
