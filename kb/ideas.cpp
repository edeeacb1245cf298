#include "kb/ideas.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <unordered_map>

#include "bot/utf8.h"

namespace {

/// One idea a line. Words of everyday language and of any service desk for accounts, cards and money; a
/// firm's own words belong into its articles' phrasings.
constexpr std::array<std::string_view, 75> ways{
    "怎么 如何 怎样 怎么样 咋 咋样 怎样才能 怎么才能 如何才能 怎么操作 怎么弄 怎么办理 怎么搞 怎么做 步骤 "
    "流程 方法 方式",
    "为什么 为何 为啥 怎么回事 咋回事 什么原因 啥原因 原因 什么情况 啥情况 干嘛 凭什么 怎么会",
    "怎么办 咋办 怎么处理 如何处理 咋处理 怎么解决 如何解决 怎么弄好",
    "不能 无法 不了 没法 没办法 没有办法 不可以 不可 不行 不让 办不了 做不了 不给 不到 不上 不出 不进 不成 "
    "不支持",
    "能不能 可不可以 可以吗 能吗 能否 可否 是否可以 是否能 行不行 可以不 能不 行吗",
    "是不是 是否 是吗 有没有 有无 会不会 要不要 需不需要 是否需要",
    "哪里 哪儿 在哪 哪 什么地方 啥地方 何处 位置 入口 那里 在那",
    "什么时候 何时 几时 啥时候 啥时 什么时间 几点 哪天 多会 多会儿 时间",
    "多久 多长时间 几天 多少天 几个工作日 要多久 多长 多少时间",
    "多少 几多 多少钱 几 多大 多高",
    "什么 啥 甚么 哪些 哪种 啥子",
    "什么意思 啥意思 是什么 是啥 什么是 含义 意思 指什么 代表什么 解释",
    "谁 哪个 哪位 哪家",
    "修改 更改 变更 改 更换 换 调整 改成 变 改变 更新 换成 改动",
    "取消 撤销 撤回 撤 撤掉 撤单 不要了 退掉 作废 不想要",
    "删除 删 删掉 去掉 清除 移除 清空 去除",
    "关闭 关 关掉 停止 停用 停 停掉 终止 暂停 结束 禁用",
    "打开 开启 启用 启动 打 激活 开",
    "开通 办理 申请 开设 办 申办 申领",
    "注销 销户 销号 注消 解约",
    "登录 登陆 登入 登 登上 进入 进去 上线",
    "退出 登出 退 下线",
    "查询 查看 查 看 看到 查找 查一下 看看 看一下 查到 查阅 瞧",
    "找 找到 寻找 找不到 找回 搜 搜索",
    "忘记 忘 忘了 不记得 记不得 想不起来 记不住 忘掉 忘却",
    "丢失 丢 丢了 遗失 掉了 不见 不见了 没了 消失 弄丢 找不着",
    "失败 不成功 没成功 未成功 没有成功 未能 出错 错误 报错 异常 有误 故障 有问题 出问题",
    "成功 完成 办好 办成 搞定 好了 通过",
    "没有 没 未 无 还没 尚未 还没有 仍未 没能",
    "不显示 没显示 看不到 看不见 不出现 没出现 不见 显示不出来 未显示 没有显示",
    "收不到 没收到 没有收到 未收到 接收不到 收不了 接不到",
    "收到 接到 到 到达 到了 接收 得到 拿到",
    "发送 发 寄 寄送 邮寄 发出 发给",
    "钱 资金 款 款项 金额 现金 金钱 钱款 本金",
    "费用 收费 手续费 费 服务费 扣费 花费 收钱 价格 价钱",
    "限制 限额 上限 额度 最多 最高 超过 超出 超限 封顶",
    "最低 最少 起步 起 至少 下限",
    "手机 电话 手机号 手机号码 电话号码 号码 联系电话 手机号吗",
    "账户 账号 户头 账 户口",
    "密码 口令 暗码",
    "验证码 校验码 动态码 短信码 验证短信",
    "短信 信息 消息 讯息",
    "身份证 证件 身份 证件号 身份证号",
    "银行卡 储蓄卡 借记卡 卡 卡片",
    "姓名 名字 名 名称",
    "买 购买 买入 购入 下单 申购 认购 买进",
    "卖 卖出 出售 卖掉 抛 抛售 沽出",
    "退款 退钱 退回 返还 退还 退货款 还钱",
    "转出 取出 提现 提取 取 拿出 取钱 提 转出来 拿出来 取出来 提出来 取现 拿回 提回",
    "转入 存入 充值 存 转进 存钱 充 充钱 转进来 存进",
    "转账 汇款 打款 划转 转钱 转 汇",
    "付款 支付 付 缴费 缴 交钱 付钱 付费 付账",
    "扣 扣款 扣除 扣钱 划扣 扣掉",
    "收益 利息 盈利 收入 利润 赚 赚钱 分红 回报",
    "亏 亏损 亏钱 赔 赔钱 损失 亏了 赔了",
    "下载 安装 装 安装包",
    "升级 更新版本 新版 新版本",
    "卡住 卡 卡死 卡顿 慢 很慢 缓慢 转圈 打不开 闪退 崩溃 死机 没反应 没有反应 点不动",
    "客服 人工 人工客服 人工服务 客户经理 真人 工作人员",
    "联系 打电话 致电 拨打 沟通",
    "帮助 帮 帮忙 协助 帮我",
    "安全 保障 可靠 靠谱 风险 放心 保险 危险",
    "区别 差别 不同 不一样 差异 分别 有何不同",
    "需要 要 得 必须 需 须 用不用 必需",
    "资料 材料 文件 证明 手续",
    "条件 要求 资格 规定 规则 门槛",
    "重新 再 再次 重 又 重复 再一次",
    "一直 总是 老是 总 老 始终 经常 老提示 每次",
    "提示 显示 提醒 弹出 说 跳出 出现",
    "绑定 绑 关联 添加 加 增加 新增 加上",
    "解绑 解除 取消绑定 解除绑定 解",
    "审核 审批 审查 核实 验证 认证 确认",
    "今天 今日 当天 当日",
    "明天 次日 第二天 隔天",
    "昨天 昨日 前一天",
};

struct Hash {
  using is_transparent = void;
  std::size_t operator()(std::u32string_view text) const { return std::hash<std::u32string_view>()(text); }
};

struct Ways {
  std::unordered_map<std::u32string, std::uint32_t, Hash, std::equal_to<>> group_of;
  std::unordered_map<char32_t, std::size_t> longest_from;  // by its first character
};

std::u32string points(std::string_view text) {
  std::u32string out;
  for (std::size_t at = 0; at < text.size();) out += next_code_point(text, at);
  return out;
}

Ways read() {
  Ways read;
  for (std::uint32_t group = 0; group < ways.size(); ++group) {
    auto line = ways[group];
    while (!line.empty()) {
      const auto end = std::min(line.find(' '), line.size());
      const auto word = points(line.substr(0, end));
      if (!word.empty()) {
        auto& longest = read.longest_from[word[0]];
        longest = std::max(longest, word.size());
        read.group_of.try_emplace(word, group);
      }
      line.remove_prefix(std::min(end + 1, line.size()));
    }
  }
  return read;
}

}  // namespace

std::vector<Idea> ideas_in(std::u32string_view text) {
  static const Ways known = read();
  std::vector<Idea> found;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t step = 1;
    const auto longest = known.longest_from.find(text[at]);
    const auto most = longest == known.longest_from.end() ? 0 : longest->second;
    for (auto size = std::min(most, text.size() - at); size > 0; --size)
      if (const auto way = known.group_of.find(text.substr(at, size)); way != known.group_of.end()) {
        found.push_back({way->second, at, at + size});
        step = size;
        break;
      }
    at += step;
  }
  return found;
}
