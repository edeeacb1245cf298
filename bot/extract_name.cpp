#include "bot/extract_name.h"

#include <re2/re2.h>

#include <algorithm>
#include <vector>

#include "bot/chinese.h"
#include "bot/sentence.h"
#include "bot/utf8.h"

namespace {

// Common surnames first by frequency, then the rest of the Hundred Surnames; those that are mostly verbs or
// other words
// ("查", "尚", "都") are left out here and accepted only behind "姓名".
constexpr std::u32string_view surnames =
    U"王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚"
    U"卢傅"
    U"钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武莫孔汤常温康施牛"
    U"樊葛邢"
    U"安齐伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单裴霍涂成苗谷盛曲翁冉骆蓝路"
    U"游辛靳管"
    U"柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤时阳穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟"
    U"应臧闵苟"
    U"邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳"
    U"谌奚皮粟冼"
    U"蔺楼盘满闻厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦"
    U"戈伏鹿薄邸"
    U"雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展"
    U"阴昝智幸奉"
    U"植衡富尧闭由";
/// Behind "客户" alone these begin ordinary words far more often than names.
constexpr std::u32string_view words_rather_than_names =
    U"申查尚都那满权公相强和时全成应支平连来门国计明但信展居由来管解单简关曾任高常安方左包路游农司古吉车项麦"
    U"党费米官封谈乐"
    U"南班原海花修况印银利干元富闭初容普索卓商师麻盘用玉战智幸奉植衡惠储荣迟池边党卫冷景班";
constexpr std::u32string_view double_surnames[] = {
    U"欧阳", U"上官", U"司马", U"诸葛", U"夏侯", U"东方", U"皇甫", U"尉迟", U"公孙", U"慕容",
    U"令狐", U"司徒", U"宇文", U"长孙", U"端木", U"百里", U"南宫", U"独孤", U"轩辕"};

// What follows a name in a hurried sentence; a name ends where one of these begins.
const std::vector<std::u32string_view>& following() {
  static const std::vector<std::u32string_view> words{
      U"先生", U"女士", U"小姐", U"老师", U"阿姨", U"叔叔", U"手机", U"电话", U"号码", U"身份", U"证件",
      U"资金", U"账号", U"账户", U"客户", U"今天", U"今日", U"今早", U"今晨", U"今晚", U"今儿", U"今朝",
      U"昨天", U"昨日", U"昨晚", U"昨儿", U"昨夜", U"前天", U"前晚", U"刚才", U"刚刚", U"上午", U"下午",
      U"中午", U"早上", U"晚上", U"凌晨", U"上周", U"本周", U"这周", U"周一", U"周二", U"周三", U"周四",
      U"周五", U"周六", U"周日", U"星期", U"反馈", U"反映", U"反应", U"来电", U"咨询", U"投诉", U"表示",
      U"提出", U"要求", U"想要", U"需要", U"希望", U"申请", U"打算", U"准备", U"打来", U"打电", U"提现",
      U"取现", U"取款", U"出金", U"入金", U"追加", U"追保", U"平仓", U"定投", U"分红", U"认缴", U"缴款",
      U"配号", U"还款", U"收到", U"接到", U"办理", U"办的", U"预约", U"进行", U"尝试", U"试了", U"多次",
      U"因为", U"由于", U"由",   U"名字", U"登录", U"登陆", U"登不", U"登入", U"注册", U"开户", U"开通",
      U"销户", U"买入", U"买不", U"买了", U"买的", U"卖出", U"卖不", U"卖了", U"下单", U"委托", U"撤单",
      U"撤不", U"挂单", U"交易", U"成交", U"持仓", U"行情", U"转入", U"转出", U"转账", U"转不", U"转了",
      U"转进", U"转钱", U"银证", U"银行", U"绑卡", U"绑定", U"换绑", U"更换", U"变更", U"修改", U"改密",
      U"重置", U"忘记", U"密码", U"验证", U"收不", U"申购", U"认购", U"赎回", U"赎不", U"打新", U"新股",
      U"中签", U"基金", U"理财", U"股票", U"融资", U"融券", U"两融", U"信用", U"担保", U"港股", U"创业",
      U"科创", U"风险", U"风测", U"测评", U"上传", U"提交", U"查询", U"查不", U"看不", U"打不", U"打开",
      U"进不", U"无法", U"不能", U"不了", U"没有", U"没法", U"没到", U"一直", U"还是", U"已经", U"突然",
      U"总是", U"老是", U"提示", U"显示", U"报错", U"出现", U"遇到", U"发现", U"点击", U"操作", U"使用",
      U"通过", U"本人", U"名下", U"这边", U"那边", U"这个", U"人脸", U"视频", U"三方", U"存管", U"三点",
      U"九点", U"十点", U"两点", U"联系", U"以前", U"之前", U"自己", U"现在", U"目前", U"可转", U"国债",
      U"逆回", U"条件", U"集合", U"资产", U"余额", U"分红", U"佣金", U"权限", U"账单", U"对账", U"指纹",
      U"软件", U"闪退", U"系统", U"页面", U"被",   U"说",   U"的",   U"在",   U"要",   U"想",   U"问",
      U"把",   U"没",   U"不",   U"也",   U"又",   U"买",   U"卖",   U"转",   U"用",   U"他",   U"她",
      U"和",   U"跟",   U"与",   U"刚",   U"昨",   U"今",   U"于",   U"从",   U"去",   U"点",   U"打",
      U"是",   U"改",   U"换",   U"绑",   U"查",   U"登",   U"撤",   U"赎"};
  return words;
}

/// Ordinary words that begin like a name behind "客户".
bool ordinary(std::u32string_view text) {
  static const std::vector<std::u32string_view> words{
      U"程序", U"马上", U"高端", U"高净", U"高管", U"高峰", U"方便", U"黄金", U"钱不", U"钱没", U"钱都",
      U"钱在", U"钱已", U"钱还", U"钱转", U"钱款", U"钱被", U"钱包", U"金额", U"金融", U"江苏", U"江西",
      U"华为", U"安卓", U"安全", U"安心", U"安装", U"何时", U"何必", U"任何", U"曾经", U"温州", U"石油",
      U"毕竟", U"顾虑", U"黄山", U"季度", U"凌晨", U"莫名", U"房产", U"郁闷", U"杭州", U"宁波", U"苏州",
      U"常州", U"常用", U"常常", U"常说", U"单笔", U"解锁", U"解绑", U"解除", U"连续", U"连不", U"计划",
      U"于是", U"于今", U"于昨", U"易方", U"游戏", U"段时", U"余额", U"余股", U"余款", U"白天", U"白屏",
      U"万一", U"万分", U"武汉", U"石家", U"成都", U"成功", U"成交", U"平时", U"平安", U"强烈", U"强制",
      U"应该", U"水平", U"时间", U"全部", U"全家", U"包括", U"项目", U"费用", U"支付", U"支持", U"管理",
      U"关于", U"关闭", U"关联", U"路上", U"路由", U"雷军", U"夏天", U"龙头", U"龙虎", U"金证", U"左右",
      U"左边", U"甘肃", U"毛利", U"石化", U"严重", U"符合", U"盛大", U"宁可", U"简直", U"简单", U"成本",
      U"尤其", U"司法", U"古怪", U"和银", U"明天", U"明明", U"明显", U"明确", U"南京", U"原来", U"原因",
      U"花了", U"花旗", U"农行", U"农业", U"中行", U"工行", U"建行", U"招行", U"国泰", U"华泰", U"广发",
      U"权限", U"权益", U"公司", U"申购", U"申请", U"查询", U"查看", U"尚未", U"都是", U"那边", U"满意",
      U"计算", U"来电", U"来说", U"来问", U"信用", U"但是", U"但他", U"门店", U"由于", U"居然", U"经理",
      U"服务", U"端口", U"张口", U"张数", U"钟头", U"唐突", U"汤臣", U"高校", U"乐视", U"车贷", U"印象",
      U"银行", U"银证", U"利息", U"元旦", U"容易", U"普通", U"黄了", U"许多", U"许久", U"严格", U"谢谢",
      U"田地", U"程度", U"董事", U"于上", U"于下", U"于本", U"任性", U"曹操", U"方式", U"方面", U"方案",
      U"方正", U"施工", U"常年", U"常规", U"江浙", U"江南", U"陈述", U"陈旧", U"孟加", U"蓝屏", U"白名",
      U"白银", U"温馨", U"牛市", U"熊市", U"石墨", U"苏宁", U"童装", U"海通", U"海外", U"边上", U"单独",
      U"单子", U"单位", U"全名", U"连接", U"连着", U"平台", U"平仓", U"官网", U"封闭", U"池子", U"闻讯",
      U"马云", U"金卡", U"金条", U"侯着", U"武断", U"万元", U"万块", U"段落"};
  return std::any_of(words.begin(), words.end(),
                     [&](std::u32string_view word) { return text.substr(0, word.size()) == word; });
}

/// Not names: people who are not named, and roles.
bool unnamed(std::u32string_view name) {
  static const std::vector<std::u32string_view> parts{U"先生", U"女士", U"小姐", U"某",   U"老师", U"阿姨",
                                                      U"大爷", U"大妈", U"叔",   U"老板", U"经理", U"总",
                                                      U"姐",   U"哥",   U"太太", U"同学", U"师傅", U"奶奶",
                                                      U"爷爷", U"姓",   U"先森", U"董",   U"客户"};
  for (const auto part : parts)
    if (const auto at = name.find(part); at != name.npos && at > 0) return true;
  return false;
}

struct HanRun {
  std::u32string text;
  std::vector<std::size_t> at;  // byte of each character, and the end
};

HanRun han_run(std::string_view plain, std::size_t from, std::size_t most) {
  HanRun run;
  auto at = from;
  while (run.text.size() < most) {
    run.at.push_back(at);
    if (at >= plain.size()) return run;
    const auto point = next_code_point(plain, at);
    if (!is_han(point)) return run;
    run.text += point;
  }
  run.at.push_back(at);
  return run;
}

std::size_t longest_following(std::u32string_view text) {
  std::size_t longest = 0;
  for (const auto word : following())
    if (word.size() > longest && text.substr(0, word.size()) == word) longest = word.size();
  return longest;
}

std::size_t surname_length(std::u32string_view text, bool plainly) {
  for (const auto surname : double_surnames)
    if (text.substr(0, surname.size()) == surname) return surname.size();
  if (text.empty() || surnames.find(text[0]) == surnames.npos) return 0;
  if (!plainly && words_rather_than_names.find(text[0]) != words_rather_than_names.npos) {
    // 高, 任, 方 … are surnames too: believed when a whole name stands alone or a word of the trade follows
    // three characters.
    return text.size() <= 3 || text[3] == U'说' || longest_following(text.substr(3)) >= 2 ? 1 : 0;
  }
  return 1;
}

/// No given name holds one of these.
constexpr std::u32string_view never_given =
    U"的说在要问把没不也又买卖转用他她昨从去是换绑查登撤赎被了吗呢吧啊就还都很让给跟这那什么怎哪谁个能户无"
    U"法下";

/// How many characters of the run are the name; 0 when it is none.
std::size_t name_length(std::u32string_view text, bool plainly) {
  const auto surname = surname_length(text, plainly);
  if (surname == 0 || (!plainly && ordinary(text))) return 0;
  const auto shortest = surname + 1, longest = surname + 2;
  if (text.size() < shortest) return 0;
  // A word of the trade right behind the surname: "都反馈", "高风险".
  if (longest_following(text.substr(surname)) >= 2) return 0;
  const auto ends = [&](std::size_t length, std::size_t least_word) {
    if (text.size() == length) return true;
    if (text.size() < length) return false;
    // "李志刚昨天" but "王五刚登录": 刚 before a verb is "just now".
    constexpr std::u32string_view verbs = U"登买卖转提开申撤赎绑修重上下办做打收发入";
    if (length == longest && text[length - 1] == U'刚' && verbs.find(text[length]) != verbs.npos)
      return false;
    return longest_following(text.substr(length)) >= least_word;
  };
  for (const std::size_t least : {std::size_t{2}, std::size_t{1}})
    for (auto length = shortest; length <= longest; ++length)
      if (ends(length, least) && !unnamed(text.substr(0, length)) &&
          text.substr(surname, length - surname).find_first_of(never_given) == text.npos)
        return length;
  return 0;
}

struct Cue {
  std::size_t end = 0;
  bool plainly = false;
};

std::vector<Cue> cues(std::string_view plain) {
  static const RE2 pattern(
      R"((?:((?:客户)?(?:真实)?姓名|客户的?名字|名字叫?|客户名称?|户名|客户[^|。;\n]{0,8},?名?叫做?|(?:customer'?s? |client'?s? )name)[\s:是为=叫】」\])]{0,4}|(?:customer|client)[\s:,]{1,2}|客户(?:本人|是|为|名)?[\s:\-(（"“「【]{0,3})([\p{Han}]))");
  std::vector<Cue> found;
  re2::StringPiece rest(plain.data(), plain.size());
  re2::StringPiece plainly, first;
  while (RE2::FindAndConsume(&rest, pattern, &plainly, &first)) {
    const auto at = static_cast<std::size_t>(first.data() - plain.data());
    found.push_back({at, !plainly.empty()});
    rest = re2::StringPiece(first.data(), plain.size() - at);
  }
  return found;
}

/// "张伟这个客户", "张伟(客户)"
std::optional<Span> before_customer(std::string_view plain) {
  static const RE2 pattern(
      R"((?:^|[\s,。;:!?|、(]|帮|麻烦|看下|查下|查一下|看一下)([\p{Han}]{2,3})(?:(?:这个|这位|那个)客户|[(（]客户[)）]))");
  re2::StringPiece rest(plain.data(), plain.size());
  re2::StringPiece name;
  while (RE2::FindAndConsume(&rest, pattern, &name)) {
    const auto from = static_cast<std::size_t>(name.data() - plain.data());
    const auto run = han_run(plain, from, name.size() / 3);
    if (name_length(run.text, false) == run.text.size() && !unnamed(run.text))
      return Span{from, from + name.size()};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Span> find_name(std::string_view plain) {
  for (const auto& cue : cues(plain)) {
    const auto run = han_run(plain, cue.end, 12);
    const auto length = name_length(run.text, cue.plainly);
    if (length > 0) return Span{cue.end, run.at[length]};
  }
  return before_customer(plain);
}
