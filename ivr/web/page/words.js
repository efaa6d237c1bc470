// Every word that the page says, in English and Chinese, and how numbers and times are written.

const WORDS = {
  title: ["Switchroom", "Switchroom"],
  today: ["Today", "今日"],
  contacts: ["Contacts", "通话记录"],
  hours: ["Opening hours", "工作时间"],
  staff: ["Agents and skills", "坐席与技能"],
  prompts: ["Prompts", "提示语"],
  versions: ["Publish", "发布"],
  token: ["Access token", "访问令牌"],
  enter: ["Sign in", "登录"],
  leave: ["Sign out", "退出"],
  how_to_enter: [
    "Make a token on the server with: switchroom token make NAME --scope admin --scope pii",
    "在服务器上执行：switchroom token make 名称 --scope admin --scope pii，得到令牌",
  ],
  day: ["Day", "日期"],
  by_queue: ["By queue", "按队列"],
  by_agent: ["By agent", "按坐席"],
  queue: ["Queue", "队列"],
  agent: ["Agent", "坐席"],
  offered: ["Offered", "呼入量"],
  answered: ["Answered", "接通"],
  abandoned: ["Abandoned", "放弃"],
  timed_out: ["Timed out", "超时"],
  missed: ["Missed", "未接"],
  answer_rate: ["Answer rate", "接通率"],
  service_level: ["Service level", "服务水平"],
  average_wait: ["Average wait", "平均等待"],
  average_talk: ["Average talk", "平均通话"],
  talk_time: ["Talk time", "通话时长"],
  hold_time: ["Hold", "保持"],
  score: ["Score", "满意度"],
  about_answer_rate_of_queue: ["Answered ÷ offered", "接通 ÷ 呼入量"],
  about_answer_rate_of_agent: ["Answered ÷ (answered + missed)", "接通 ÷（接通 + 未接）"],
  about_service_level: [
    "Answered within the queue's seconds ÷ (offered − given up within 5 s)",
    "规定秒数内接通 ÷（呼入量 − 5 秒内放弃）",
  ],
  about_average_wait: ["Waits of the answered ÷ answered", "接通来电的等待 ÷ 接通"],
  caller: ["Caller", "主叫"],
  dialled: ["Dialled", "被叫"],
  arrived: ["Arrived", "来电时间"],
  wait: ["Wait", "等待"],
  talk: ["Talk", "通话"],
  outcome: ["Outcome", "结果"],
  any: ["any", "全部"],
  search: ["Search", "查找"],
  more: ["More", "更多"],
  nothing: ["Nothing found.", "没有找到。"],
  withheld: ["withheld", "未显示"],
  path: ["Way", "路径"],
  survey: ["Survey", "满意度调查"],
  version: ["Version", "版本"],
  recording: ["Recording", "录音"],
  no_recording: ["There is no recording.", "没有录音。"],
  play: ["Play", "播放"],
  pause: ["Pause", "暂停"],
  both: ["Both", "双方"],
  caller_only: ["Caller (left)", "主叫（左声道）"],
  agent_only: ["Agent (right)", "坐席（右声道）"],
  download: ["Download", "下载"],
  back: ["Back", "返回"],
  save: ["Save", "保存"],
  undo: ["Undo", "撤销"],
  saved: ["Saved.", "已保存。"],
  level_help: ["1 (least) to 10; empty: not at all", "1（最低）到 10；留空表示没有"],
  name: ["Name", "姓名"],
  extension: ["Extension", "分机"],
  supervises: ["Supervises", "班长"],
  week: ["Week", "每周"],
  holidays: ["On holidays", "节假日"],
  exceptions: ["Exceptions", "例外日期"],
  holiday_table: ["Holidays and days worked instead", "节假日与调休"],
  date: ["Date", "日期"],
  kind: ["Kind", "类型"],
  holiday: ["holiday", "假日"],
  workday: ["worked", "上班"],
  add: ["Add", "添加"],
  remove: ["Remove", "删除"],
  no_hours: ["There is no hours.yaml: the centre is always open.", "没有 hours.yaml：全天开放。"],
  closed: ["closed", "休息"],
  hours_help: ["9:00-18:00, several with a comma, or closed", "如 9:00-18:00，多段用逗号，休息写 closed"],
  where: ["Where", "位置"],
  text: ["Text", "内容"],
  listen: ["Listen", "试听"],
  state: ["State", "状态"],
  author: ["By", "作者"],
  at: ["At", "时间"],
  changes: ["Changes", "改动"],
  publish: ["Publish", "发布"],
  roll_back: ["Roll back", "回滚"],
  not_published: ["Changed in the folder, not published yet:", "文件夹中有尚未发布的改动："],
  all_published: ["What stands in the folder is in force.", "文件夹中的内容已生效。"],
  note: ["Note", "备注"],
  failed: ["That did not work.", "操作失败。"],
  unreachable: ["The server cannot be reached.", "无法连接服务器。"],
  states_draft: ["draft", "草稿"], states_canary: ["tried", "试运行"], states_live: ["live", "生效中"],
  states_retired: ["retired", "已停用"], states_rolled_back: ["rolled back", "已回滚"],
};

const OUTCOMES = {
  answered: ["answered", "已接通"], left_in_queue: ["left in queue", "排队中放弃"], left_in_menu: ["left in menu", "菜单中挂机"],
  transferred: ["transferred", "已转接"], self_service: ["self-service", "自助完成"], nobody_free: ["nobody free", "无人接听"],
  fallback: ["fallback", "转备用流程"], completed: ["completed", "已完成"],
};

const KEPT = "switchroom.language";
let language = localStorage.getItem(KEPT) ?? (navigator.language.startsWith("zh") ? "zh" : "en");

export const inLanguage = () => language;
export const locale = () => (language === "zh" ? "zh-CN" : "en-GB");

export function speak(chosen) {
  language = chosen;
  localStorage.setItem(KEPT, chosen);
  document.documentElement.lang = chosen === "zh" ? "zh-CN" : "en";
}

const chosen = (pair) => pair[language === "zh" ? 1 : 0];

/** The word of that name; an unknown one is shown as it is. */
export const word = (name) => (WORDS[name] ? chosen(WORDS[name]) : name);

export const outcome = (name) => (OUTCOMES[name] ? chosen(OUTCOMES[name]) : name);

/** A text in languages, in ours or else the first it has. */
export const said = (texts) => texts?.[language] ?? Object.values(texts ?? {})[0] ?? "";

export const percent = (share) => (share === null || share === undefined ? "–" : `${(share * 100).toFixed(1)}%`);

/** Seconds as m:ss. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600);
  const parts = [Math.floor((whole % 3600) / 60), whole % 60].map((part) => String(part).padStart(2, "0"));
  return hours ? `${hours}:${parts.join(":")}` : `${Number(parts[0])}:${parts[1]}`;
}

/** Seconds since the epoch as a time of the reader's zone. */
export const moment = (at) =>
  new Date(at * 1000).toLocaleString(locale(), { dateStyle: "short", timeStyle: "medium" });
