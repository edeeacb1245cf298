import { need } from '../errors.mjs';
import { read_content } from '../content.mjs';
import { read_upload } from './media.mjs';

function hook_of({ sim, query }) {
  const hook = sim.world.webhook(query.get('key') ?? '');
  need(hook && sim.world.group(hook.chatid), 93000);
  need(!hook.disabled, 93004);
  return hook;
}

/** The key is the whole credential; 20 a minute for each key, and what exceeds is refused, not dropped. */
export function send(ctx) {
  const { sim, body } = ctx;
  const hook = hook_of(ctx);
  const group = sim.world.group(hook.chatid);
  const fields = read_content('webhook', body, (id, kind) =>
    sim.media.usable(`webhook:${hook.key}`, id, kind),
  );
  need(sim.windows.take('webhook', hook.key), 45009);
  sim.claim_task(`webhook:${hook.key}`, fields.card);
  fields.mentions = sim.known_mentions(group, fields.mentions ?? []);
  const message = sim.chats.post(
    `group:${group.chatid}`,
    { type: 'webhook', id: hook.name, name: hook.name },
    sim.with_media(fields),
  );
  ctx.note({ outcome: 'accepted', fields, chatid: group.chatid, messages: [message.id] });
  return {};
}

export async function upload(ctx) {
  const hook = hook_of(ctx);
  const type = ctx.query.get('type');
  need(type === 'file' || type === 'voice', 40005);
  const part = await read_upload(ctx);
  const item = ctx.sim.media.upload(`webhook:${hook.key}`, type, part.data, part.filename);
  return { type, media_id: item.id, created_at: String(ctx.sim.clock.seconds()) };
}
