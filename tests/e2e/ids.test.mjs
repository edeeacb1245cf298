// A smart bot that shows open ids in place of userids: one person is one conversation on every face.
//   DUTYDESK=PATH node --test tests/e2e/ids.test.mjs
import { test } from 'node:test';
import { sample_world } from '../wecom_sim/sample_world.mjs';
import { Desk, find_binary } from './support.mjs';

const skip = find_binary() ? false : 'no dutydesk binary';

for (const mode of ['socket', 'callback'])
  test(
    `what is begun with the smart bot (${mode}) under an open id goes on in the app under the userid`,
    { skip },
    async () => {
      const desk = await Desk.start({ world: sample_world({ bot: { mode, encrypted_ids: true } }) });
      try {
        await desk.say(
          '李雷',
          '客户经理一群',
          '@小值 客户13812345678今天9:40在APP买入600519提示资金账号异常',
        );
        const message = await desk.expect('李雷', '客户经理一群', /#\d{4,}/);
        const number = /#(\d{4,})/.exec(JSON.stringify(message))[1];
        await desk.expect('陈洁', '事件处理组', [number, '李雷']);
        await desk.say('李雷', '事件台', '进度');
        await desk.expect('李雷', '事件台', `#${number}`);
      } finally {
        await desk.close();
      }
    },
  );

test('while the platform does not convert ids, the person is answered all the same', { skip }, async () => {
  const desk = await Desk.start({ world: sample_world({ bot: { mode: 'socket', encrypted_ids: true } }) });
  try {
    desk.sim.faults.set({ endpoint: 'batch/openuserid_to_userid', fault: '503', times: 1000 });
    await desk.say('李雷', '客户经理一群', '@小值 客户13812345678今天9:40在APP买入600519提示资金账号异常');
    await desk.expect('李雷', '客户经理一群', /#\d{4,}/);
  } finally {
    await desk.close();
  }
});
