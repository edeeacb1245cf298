import { need } from '../errors.mjs';
import { read_content } from '../content.mjs';
import { random } from '../ids.mjs';
import { same } from '../text.mjs';

function members(world, list) {
  return list.map((userid) => {
    const member = world.member(userid);
    need(member, 86007);
    return member.userid;
  });
}

export function create({ sim, app, body }) {
  need(typeof body.name === 'string' && [...body.name].length >= 1 && [...body.name].length <= 50, 86004);
  need(Array.isArray(body.userlist), 86006);
  const list = [...new Set(members(sim.world, body.userlist))];
  need(list.length >= 2 && list.length <= 2000, 86006);
  const owner = body.owner ?? list[0];
  need(
    list.some((u) => same(u, owner)),
    86005,
  );
  const chatid = body.chatid ?? random('wr', 22).replace(/[^0-9A-Za-z]/g, 'x');
  need(/^[0-9A-Za-z]{1,32}$/.test(chatid), 86001);
  need(!sim.world.group(chatid), 86215);
  need(sim.windows.take('appchat_create', app.corpid), 45009);
  sim.world.merge({
    groups: [{ chatid, name: body.name, owner, members: list, bots: [], app: app.agentid }],
  });
  sim.chats.emit('change', { type: 'world' });
  return { chatid };
}

function own_chat(sim, app, chatid) {
  const group = sim.world.group(String(chatid ?? ''));
  need(group, 86001);
  need(group.app === app.agentid, 86008);
  return group;
}

export function update({ sim, app, body }) {
  const group = own_chat(sim, app, body.chatid);
  const added = members(sim.world, body.add_user_list ?? []);
  const left = group.members.filter((u) => !(body.del_user_list ?? []).some((d) => same(d, u)));
  const list = [...new Set([...left, ...added])];
  need(list.length >= 2 && list.length <= 2000, 86006);
  sim.world.merge({
    groups: [
      {
        chatid: group.chatid,
        name: body.name ?? group.name,
        owner: body.owner ?? group.owner,
        members: list,
      },
    ],
  });
  sim.chats.emit('change', { type: 'world' });
  return {};
}

export function get({ sim, app, query }) {
  const group = own_chat(sim, app, query.get('chatid'));
  return {
    chat_info: { chatid: group.chatid, name: group.name, owner: group.owner, userlist: group.members },
  };
}

/** Each member has a limit of their own; beyond it the message is not shown to them, and nobody is told. */
export function send(ctx) {
  const { sim, app, body } = ctx;
  const group = own_chat(sim, app, body.chatid);
  const fields = read_content('appchat', body, (id, kind) =>
    sim.media.usable(`corp:${app.corpid}`, id, kind),
  );
  need(sim.windows.take('appchat_corp', app.corpid, group.members.length), 45009);
  const dropped = group.members.filter((u) => !sim.windows.take('appchat_member', `${app.corpid}/${u}`));
  fields.mentions = sim.known_mentions(group, fields.mentions ?? []);
  const recipients = group.members.filter((u) => !dropped.includes(u));
  const messages = [];
  if (recipients.length) {
    messages.push(
      sim.chats.post(
        `group:${group.chatid}`,
        { type: 'app', id: String(app.agentid), name: app.name },
        { ...sim.with_media(fields), hidden_from: dropped },
      ).id,
    );
  }
  ctx.note({
    outcome: recipients.length ? 'accepted' : 'dropped',
    fields,
    chatid: group.chatid,
    recipients,
    dropped,
    messages,
  });
  return {};
}
