const WORDS = {
  'zh-CN': {
    title: '企业微信 · 模拟',
    i_am: '我是',
    chats: '会话',
    members: '成员',
    back: '返回会话列表',
    choose: '选一个会话开始',
    send: '发送',
    picture: '发送图片',
    quote: '引用',
    unquote: '取消引用',
    mention: '提及',
    write: '输入消息，Enter 发送',
    write_app: '发消息给 {name}',
    called_me: '[有人@我]',
    recalled: '“{name}”撤回了一条消息',
    you: '我',
    robot: '机器人',
    app: '应用',
    webhook: '群机器人',
    connected: '已连接',
    disconnected: '未连接：现在说的话没人接收',
    no_url: '还没有回调地址',
    image: '[图片]',
    card: '[卡片]',
    file: '[文件]',
    article: '[图文]',
    all: '所有人',
    details: '查看详情',
    pressed: '已点击，等待更新',
    failed: '没有送达',
    language: 'English',
    expired: '回复超时',
    votes: '选择',
    thinking: '正在输入',
    empty: '还没有消息',
    unread: '{n} 条未读',
    switch_to: '切换为 {name}',
    open: '打开',
    download: '下载',
    other_unread: '其他人的未读',
    single: '单聊',
    member_count: '{n} 人',
    submitted: '已提交',
    today: '今天',
    yesterday: '昨天',
    remove_picture: '移除图片',
    online: '在线',
    offline: '与模拟器的连接断开，正在重连…',
  },
  en: {
    title: 'WeCom · simulated',
    i_am: 'I am',
    chats: 'Chats',
    members: 'Members',
    back: 'Back to chats',
    choose: 'Choose a chat to begin',
    send: 'Send',
    picture: 'Send a picture',
    quote: 'Quote',
    unquote: 'Remove quote',
    mention: 'Mention',
    write: 'Write a message, Enter sends',
    write_app: 'Message {name}',
    called_me: '[mentioned]',
    recalled: '“{name}” recalled a message',
    you: 'Me',
    robot: 'Bot',
    app: 'App',
    webhook: 'Group bot',
    connected: 'Connected',
    disconnected: 'Not connected: nobody hears what is said now',
    no_url: 'No callback URL yet',
    image: '[Picture]',
    card: '[Card]',
    file: '[File]',
    article: '[Article]',
    all: 'All',
    details: 'Details',
    pressed: 'Pressed, waiting for the update',
    failed: 'Not delivered',
    language: '中文',
    expired: 'Reply timed out',
    votes: 'Choose',
    thinking: 'Typing',
    empty: 'No messages yet',
    unread: '{n} unread',
    switch_to: 'Become {name}',
    open: 'Open',
    download: 'Download',
    other_unread: 'Unread for others',
    single: 'Single chat',
    member_count: '{n} members',
    submitted: 'Submitted',
    today: 'Today',
    yesterday: 'Yesterday',
    remove_picture: 'Remove picture',
    online: 'Online',
    offline: 'The simulator cannot be reached; trying again…',
  },
};

let locale = localStorage.getItem('sim_locale') ?? 'zh-CN';

export function t(key, values = {}) {
  return (WORDS[locale][key] ?? key).replace(/\{(\w+)\}/g, (_m, name) => values[name] ?? '');
}

export function language() {
  return locale;
}

export function switch_language() {
  locale = locale === 'en' ? 'zh-CN' : 'en';
  localStorage.setItem('sim_locale', locale);
}

const day = (ms) => new Date(ms).toDateString();

/** 09:40, 昨天 09:40, 11月20日 09:40 */
export function when(ms, short = false) {
  const time = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(ms);
  if (day(ms) === day(Date.now())) return time;
  const date =
    day(ms) === day(Date.now() - 86400_000)
      ? t('yesterday')
      : new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric' }).format(ms);
  return short ? date : `${date} ${time}`;
}
