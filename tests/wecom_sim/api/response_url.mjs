import { need } from '../errors.mjs';
import { read_content } from '../content.mjs';

/** The address that came with a callback: one answer within the hour, no token, no crypto. */
export function respond(ctx) {
  const { sim, body, query } = ctx;
  const code = query.get('response_code') ?? '';
  const held = sim.codes.look('response_url', code);
  need(held, 60140);
  const bot = sim.world.bot(held.botid);
  const fields = read_content('aibot_url', body, () => null);
  if (held.used) need(false, 60140, 'response_code has been used');
  need(sim.windows.take('aibot_chat', `${bot.botid}/${held.thread}`), 45009);
  sim.codes.spend('response_url', code, { unknown: 60140 });
  sim.claim_task(`bot:${bot.botid}`, fields.card);
  const message = sim.bot_post(bot, held.thread, fields);
  ctx.note({ outcome: 'accepted', fields, thread: held.thread, messages: [message.id], answers: held.msgid });
  return {};
}
