/** An answer with an errcode. WeCom says HTTP 200 and judges by number. */
export class ApiError extends Error {
  constructor(errcode, errmsg, extra = {}) {
    super(errmsg ?? TEXT[errcode] ?? 'error');
    this.errcode = errcode;
    this.extra = extra;
  }

  toJSON() {
    return { errcode: this.errcode, errmsg: this.message, ...this.extra };
  }
}

export const TEXT = {
  0: 'ok',
  [-1]: 'system error',
  40001: 'invalid credential',
  40003: 'invalid userid',
  40004: 'invalid media type',
  40005: 'invalid type param',
  40006: 'invalid file size',
  40007: 'invalid media_id',
  40008: 'invalid message type',
  40009: 'invalid image size',
  40013: 'invalid corpid',
  40014: 'invalid access_token',
  40029: 'invalid code',
  40032: 'invalid userid list size',
  40035: 'invalid parameter',
  40056: 'invalid agentid',
  40058: 'invalid Request Parameter',
  40123: 'invalid image',
  41001: 'access_token missing',
  41002: 'corpid missing',
  41004: 'secret missing',
  41005: 'media data missing',
  41011: 'missing agentid',
  42001: 'access_token expired',
  42003: 'code expired',
  42014: 'invalid task_id',
  42015: 'updating app is not the sending app',
  42022: 'code has been used',
  42028: 'invalid url',
  42031: 'invalid card_type',
  42052: 'msgid expired',
  43012: 'callback url required',
  44001: 'empty media data',
  44004: 'empty content',
  45002: 'content too long',
  45008: 'article size out of limit',
  45009: 'api freq out of limit',
  45033: 'api concurrent out of limit',
  47001: 'data format error',
  50001: 'redirect_uri domain not matching',
  60011: 'no privilege to access/modify contact/party/agent',
  60111: 'userid not found',
  60140: 'invalid response_code',
  81013: 'user & party & tag all invalid',
  82001: 'all user & party & tag are empty',
  86001: 'invalid chatid',
  86004: 'invalid chat name',
  86005: 'invalid chat owner',
  86006: 'invalid chat member count',
  86007: 'invalid chat member',
  86008: 'chat not created by this app',
  86201: 'missing chatid',
  86215: 'chatid already exists',
  93000: 'invalid webhook url',
  93004: 'robot is disabled',
  93006: 'invalid chatid',
  93008: 'robot is not in the chat',
  93019: 'invalid bot_id',
  95001: 'send message frequency limit or no prior conversation',
  301002: 'no privilege to operate this agentid',
  301019: 'file md5 not match',
  846605: 'invalid req_id',
  846608: 'stream message update expired (>10 minutes), cannot update',
  853000: 'invalid bot_id or secret',
};

export function fail(errcode, errmsg, extra) {
  throw new ApiError(errcode, errmsg ?? TEXT[errcode], extra);
}

export function need(condition, errcode, errmsg) {
  if (!condition) fail(errcode, errmsg);
}
