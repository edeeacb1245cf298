#include "bot/extract_number.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "bot/extract_groups.h"

namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return c >= 'a' && c <= 'z'; }

void find_identities(Scan& scan) {
  std::string digits;
  for (std::size_t at = 0; at < scan.groups.size(); ++at) {
    if (scan.used[at] || glued(scan.before(at))) continue;
    for (const std::size_t wanted : {std::size_t{18}, std::size_t{17}}) {
      const auto end = gather(scan.plain, scan.groups, at, wanted, digits);
      if (end == 0) continue;
      const auto behind = scan.behind(end - 1);
      if (wanted == 17 && !starts_with(behind, "x")) continue;
      if (wanted == 17) digits += 'X';
      const bool right = is_identity_number(digits);
      if (!right && end != at + 1) continue;
      if (right && !scan.found.id_number) scan.found.id_number = digits;
      scan.take(at, end);
      if (wanted == 17) ++scan.found.taken.back().end;
      break;
    }
  }
}

/// Numbers that belong to something else than a customer's account.
void cover_foreign(Scan& scan) {
  static const RE2 cue(
      R"((?:(银行卡号|卡号|借记卡|银行账[号户]|对公账[号户]|收款账[号户]|订单号|合同号|合同编号|流水号|委托编号|委托号|单号|工单号|工单编号|受理编号|业务编号|申请编号|申请号|凭证号|order(?: (?:no|id|number))?|order#|card(?: (?:no|number))?)|银行卡|储蓄卡|订单|流水|工单|验证码|校验码|邮编|工号|员工号|员工编号|执业编号|尾号|末四位|后四位|版本号?|qq号?|群号|座机|传真|ticket|version|extension|ext)[.#:\s是为=(\[]{0,6}(?:no\.? ?)?([a-z]{0,6})\d)");
  re2::StringPiece rest(scan.plain.data(), scan.plain.size());
  re2::StringPiece numbered, letters;
  while (RE2::FindAndConsume(&rest, cue, &numbered, &letters)) {
    const auto at = static_cast<std::size_t>(rest.data() - scan.plain.data()) - 1;
    const auto group = scan.at(at);
    if (group >= scan.groups.size() || scan.used[group]) continue;
    const auto cue_begin = static_cast<std::size_t>((numbered.empty() ? scan.plain.data() : numbered.data()) -
                                                    scan.plain.data());
    if (ends_with(scan.plain.substr(0, cue_begin), "股东")) continue;
    // "收不到验证码 133…" goes on with a phone; an order number may look like one.
    if (mobile(scan.groups[group].digits) && numbered.empty()) continue;
    auto end = group + 1;
    while (end < scan.groups.size() && scan.groups[end - 1].digits.size() == 4 &&
           joins(between(scan.plain, scan.groups[end - 1], scan.groups[end])) &&
           scan.groups[end].digits.size() <= 4)
      ++end;
    scan.take(group, end);
  }
}

/// "资金账号 6600 1188", "88-0012-7788": short groups belong together, long ones only over a hyphen.
std::size_t account_end(const Scan& scan, std::size_t first, std::string& digits) {
  digits = scan.groups[first].digits;
  auto end = first + 1;
  for (; end < scan.groups.size(); ++end) {
    const auto gap = between(scan.plain, scan.groups[end - 1], scan.groups[end]);
    const bool short_groups = scan.groups[end - 1].digits.size() <= 4 && scan.groups[end].digits.size() <= 4;
    if (gap != "-" && !(gap == " " && short_groups)) break;
    if (digits.size() + scan.groups[end].digits.size() > 14) break;
    digits += scan.groups[end].digits;
  }
  return end;
}

constexpr std::size_t shortest_account = 5, longest_account = 14;

void take_account(Scan& scan, std::size_t group, bool shareholder, bool plain_cue) {
  std::string digits;
  const auto end = account_end(scan, group, digits);
  // "账户5000元", "账户10:00": something else stands behind the word.
  if (digits.size() < shortest_account) return;
  // "账号 138…" is how people log in, not an account; "资金账号" leaves no doubt.
  if (plain_cue && mobile(digits)) return;
  const bool fits = shareholder ? digits.size() == 9
                                : digits.size() >= shortest_account && digits.size() <= longest_account;
  if (fits && !scan.found.account) scan.found.account = (shareholder ? "A" : "") + digits;
  scan.take(group, end);
}

void find_accounts(Scan& scan) {
  static const RE2 cue(
      R"((?:(资金账[号户]|资金号|证券账[号户]|股东账[号户]|股东代码|股东卡?号|股东卡|基金账[号户]|信用账[号户]|信用资金账[号户]|两融账[号户]|理财账[号户]|fund (?:account|acct)|securities account)|客户号码?|客户编号|客户代码|客户id|户号|一码通(?:号码?)?|账号|账户|(?:client|customer) (?:id|no|number)|account|acct|a/c|uid)(?:码|代码|号码)?(?: ?(?:no|number|num|id))?[.:\s#是为=(（"'“”「」\[\]【】]{0,8}(a?)\d)");
  re2::StringPiece rest(scan.plain.data(), scan.plain.size());
  re2::StringPiece sure, shareholder;
  while (RE2::FindAndConsume(&rest, cue, &sure, &shareholder)) {
    const auto group = scan.at(static_cast<std::size_t>(rest.data() - scan.plain.data()) - 1);
    if (group < scan.groups.size() && !scan.used[group])
      take_account(scan, group, !shareholder.empty(), sure.empty());
  }
  for (std::size_t at = 0; at < scan.groups.size(); ++at) {
    const auto before = scan.before(at);
    if (scan.used[at] || scan.found.account || scan.groups[at].digits.size() < 6) continue;
    const bool alone =
        ends_with(before, "a") &&
        (before.size() == 1 || !(letter(before[before.size() - 2]) || digit(before[before.size() - 2])));
    if (alone && scan.groups[at].digits.size() == 9) {
      take_account(scan, at, true, false);
      continue;
    }
    static const RE2 named_behind(
        R"(^(?:是|为|这个|该|是他的|是客户)?(?:资金账[号户]|客户号|客户编号|股东账[号户]|股东号)[:\s是为]{0,3}(?:$|[^:\s是为\d]))");
    const auto behind = scan.behind(at);
    if (RE2::PartialMatch(re2::StringPiece(behind.data(), std::min<std::size_t>(behind.size(), 40)),
                          named_behind))
      take_account(scan, at, false, true);
  }
}

/// "我的电话": the number to reach the reporter at, unless somebody else's words are passed on.
bool reporters_own(std::string_view before) {
  static const RE2 cue(
      R"((?:联系我|打我|找我|我的?(?:电话|手机号?码?|号码|联系方式|联系电话|分机)|我这边电话|回我|回复我|客户经理(?:的)?(?:电话|手机|号码|[^|,。;
]{0,12})|上报人[^|,。;
]{0,12}|经办人?[^|,。;
]{0,12}|业务员[^|,。;
]{0,12}|call me|reach me|my (?:phone|number|mobile|cell))[^|,。;
\d]{0,8}$)");
  const auto tail = before.substr(before.size() - std::min<std::size_t>(before.size(), 90));
  return RE2::PartialMatch(re2::StringPiece(tail.data(), tail.size()), cue);
}

void find_phones(Scan& scan) {
  std::string digits;
  const bool forwarded =
      scan.plain.find("转发") != std::string_view::npos || scan.plain.find("原话") != std::string_view::npos;
  for (std::size_t at = 0; at < scan.groups.size(); ++at) {
    if (scan.used[at] || glued(scan.before(at))) continue;
    auto first = at;
    const auto& head = scan.groups[at].digits;
    if ((head == "86" || head == "0086") && at + 1 < scan.groups.size()) {
      const auto gap = between(scan.plain, scan.groups[at], scan.groups[at + 1]);
      if (joins(gap) || starts_with(gap, ")")) ++first;
    }
    auto end = gather(scan.plain, scan.groups, first, 11, digits);
    if (end == 0 && starts_with(head, "0086") && head.size() == 15) digits = head.substr(4), end = at + 1;
    if (end == 0 && starts_with(head, "86") && head.size() == 13) digits = head.substr(2), end = at + 1;
    if (end == 0 || !mobile(digits) || !(end == at + 1 || mobile_grouping(scan.groups, first, end - 1)))
      continue;
    if (starts_with(scan.behind(end - 1), "@")) continue;
    const bool own = !forwarded && reporters_own(scan.before(at));
    if (!own && !scan.found.phone) scan.found.phone = digits;
    scan.take(at, end);
    at = end - 1;
  }
}

void find_stock(Scan& scan) {
  for (std::size_t at = 0; at < scan.groups.size() && !scan.found.stock; ++at) {
    const auto& group = scan.groups[at];
    if (scan.used[at] || group.digits.size() != 6 || !digit(scan.plain[group.span.begin])) continue;
    const auto before = scan.before(at), behind = scan.behind(at);
    const bool exchange = ends_with_any(before, {"sh", "sz", "bj", "sh.", "sz.", "bj."});
    if (!before.empty() && !exchange &&
        (letter(before.back()) || ends_with_any(before, {"¥", "$", ".", "-", "/", ":"})) &&
        !ends_with_any(before, {":", "code", "etf", "lof"}))
      continue;
    static const std::vector<std::string_view> counted{
        "元", "块", "股", "张", "手", "份", "万", "千", "亿", "%",  "次", "年", "月", "人", "笔",
        "个", ".0", ".1", ".2", ".3", ".4", ".5", ".6", ".7", ".8", ".9", "-",  "/",  ":"};
    if (longest_prefix(behind, counted) > 0 && !starts_with(behind, "个股")) continue;
    static const std::vector<std::string_view> money{"转入",  "转出",  "转账", "转了",  "金额",
                                                     "入金",  "出金",  "提现", "转入 ", "转出 ",
                                                     "转账 ", "金额:", "金额 "};
    if (ends_with_any(before, money)) continue;
    static const std::vector<std::string_view> named{"代码", "代码:", "代码 ", "代码是", "代码为",
                                                     "股票", "股票 ", "证券",  "code ",  "stock "};
    if (!is_listed_code(group.digits) && !exchange && !ends_with_any(before, named)) continue;
    scan.found.stock = group.digits;
    scan.take(at, at + 1);
  }
}

}  // namespace

bool is_listed_code(std::string_view code) {
  // Shanghai A 60x, STAR 688/689, subscription 730/732/780/787, funds 50x…58x, repo 204; Shenzhen 00x, 30x,
  // 15x/16x, repo 1318; convertible bonds 110…128, Beijing 43x, 83x, 87x, 88x, 920; allotment 700/707/760.
  static const std::vector<std::string_view> beginnings{
      "000", "001", "002", "003", "300", "301", "302", "600", "601", "603", "605", "688", "689",  "700",
      "707", "730", "732", "733", "736", "754", "760", "762", "780", "783", "787", "789", "2040", "1318",
      "110", "111", "113", "118", "123", "127", "128", "159", "160", "161", "162", "163", "164",  "165",
      "166", "167", "168", "169", "180", "184", "370", "371", "501", "502", "505", "506", "508",  "510",
      "511", "512", "513", "515", "516", "517", "518", "520", "530", "551", "560", "561", "562",  "563",
      "588", "589", "019", "010", "200", "900", "430", "830", "831", "832", "833", "834", "835",  "836",
      "837", "838", "839", "870", "871", "872", "873", "880", "889", "920", "399"};
  return longest_prefix(code, beginnings) > 0;
}

bool is_identity_number(std::string_view number) {
  constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  constexpr std::string_view checks = "10X98765432";
  if (number.size() != 18 || number[0] == '0' || !std::all_of(number.begin(), number.begin() + 17, digit))
    return false;
  const auto value = [&](std::size_t from, std::size_t count) {
    int sum = 0;
    for (auto at = from; at < from + count; ++at) sum = sum * 10 + (number[at] - '0');
    return sum;
  };
  const int year = value(6, 4), month = value(10, 2), day = value(12, 2);
  if (year < 1900 || year > 2099 || month < 1 || month > 12 || day < 1 || day > 31) return false;
  int sum = 0;
  for (std::size_t at = 0; at < weights.size(); ++at) sum += weights[at] * (number[at] - '0');
  return checks[static_cast<std::size_t>(sum % 11)] == number[17];
}

Numbers find_numbers(std::string_view plain) {
  Scan scan{plain, groups_of(plain), {}, {}};
  scan.used.assign(scan.groups.size(), false);
  find_identities(scan);
  cover_foreign(scan);
  find_accounts(scan);
  find_phones(scan);
  find_stock(scan);
  return scan.found;
}
