/**
 * The platforms that most reports name: their hosts, and where in an address each of them writes the account.
 *
 * Pure data and functions: nothing here touches the page or the network. Codes are those of docs/formats.md §5.6.1.
 */

/** @typedef {(url: URL, path: string[]) => string} Account finds the account in an address, or nothing */
/**
 * @typedef {object} Platform
 * @property {string} code
 * @property {string} name as the platform writes itself, in every language
 * @property {string[]} hosts with all below them
 * @property {Account} account
 * @property {string[]} [short] hosts and first parts of paths of addresses that only lead to another
 * @property {string[]} [drop] parameters that say who shared it, not what it is
 */

const HANDLE = /^@?[\p{L}\p{N}_.-]{2,100}$/u;

/** @param {string | null | undefined} name */
const handle = (name) => (name && HANDLE.test(name) ? name : "");

/** @param {string} name */
const at = (name) => (name === "" || name.startsWith("@") ? name : `@${name}`);

/** The part of the path after one of these. @param {string[]} names @returns {Account} */
const after = (...names) => (_, path) => {
  const index = path.findIndex((part) => names.includes(part));
  return index < 0 ? "" : handle(path[index + 1]);
};

/** The first part of the path, unless it is one of the platform's own. @param {string} own @returns {Account} */
const first = (own = "") => (_, path) => (own.split(" ").includes(path[0] ?? "") ? "" : handle(path[0]));

/** What begins the path with an @. @type {Account} */
const marked = (_, path) => handle(path.find((part) => part.startsWith("@")));

/** The first finder that finds something. @param {Account[]} finders @returns {Account} */
const either = (...finders) => (url, path) => finders.reduce((found, find) => found || find(url, path), "");

/** @type {Account} */
const none = () => "";

const FACEBOOK_OWN = "ads events gaming groups hashtag help home.php l.php login login.php marketplace messages pages "
  + "people permalink.php photo photo.php photos plugins policies posts privacy profile.php reel reels search share "
  + "sharer sharer.php stories story.php video video.php videos watch";

/** @type {Account} */
function facebook(url, path) {
  if (["profile.php", "permalink.php", "story.php"].includes(path[0] ?? "")) return handle(url.searchParams.get("id"));
  if (["people", "pages"].includes(path[0] ?? "")) return handle(path[2]);
  if (path[0] === "groups" || path[0] === "stories" || path[0] === "pg") return handle(path[1]);
  return first(FACEBOOK_OWN)(url, path);
}

/** @type {Account} */
function instagram(url, path) {
  const name = after("stories")(url, path.filter((part) => part !== "highlights"));
  return at(name || first("about accounts ar developer direct explore p reel reels s share stories tv")(url, path));
}

/** @type {Account} */
function telegram(url, path) {
  const inFragment = /^#@?([A-Za-z]\w{3,31})$/.exec(url.hash)?.[1];
  if (inFragment) return at(inFragment);
  if (/^\+\d{8,15}$/.test(path[0] ?? "")) return path[0] ?? "";
  if (path[0] === "c") return handle(path[1]);
  const name = path[0] === "s" ? handle(path[1]) : first("addemoji addlist addstickers joinchat proxy share socks a k z")(url, path);
  return /^[A-Za-z]\w{3,31}$/.test(name) ? at(name) : "";
}

/** @type {Account} */
function whatsapp(url, path) {
  const number = (url.searchParams.get("phone") ?? (url.hostname === "wa.me" ? path[0] : "") ?? "").replace(/\D/g, "");
  if (number.length > 7) return `+${number}`;
  return after("channel")(url, path);
}

/** @type {Account} */
const reddit = (url, path) => {
  const person = after("user", "u")(url, path);
  const community = after("r")(url, path);
  return person ? `u/${person}` : community && `r/${community}`;
};

/** @type {Account} */
const twitter = (url, path) =>
  at(handle(url.searchParams.get("screen_name"))
    || first("compose explore hashtag home i intent login messages notifications search settings share")(url, path));

/**
 * @param {string} code
 * @param {string} name
 * @param {string} hosts
 * @param {Account} [account]
 * @param {{short?: string, drop?: string}} [more]
 * @returns {Platform}
 */
const platform = (code, name, hosts, account = none, { short = "", drop = "" } = {}) => ({
  code, name, account, hosts: hosts.split(" "), short: short.split(" ").filter(Boolean), drop: drop.split(" ").filter(Boolean),
});

/** @type {Platform[]} */
export const PLATFORMS = [
  platform("facebook", "Facebook", "facebook.com fb.com fb.watch fb.me facebookwkhpilnemxj7asaniu7vnjjbiltxjqhye3mhbshg7kx5tfyd.onion", facebook, {
    short: "fb.watch fb.me facebook.com/share", drop: "ref refsrc __cft__[0] __tn__ locale acontext notif_id notif_t",
  }),
  platform("messenger", "Messenger", "messenger.com m.me", either(after("t"), (url, path) => (url.hostname === "m.me" ? handle(path[0]) : ""))),
  platform("instagram", "Instagram", "instagram.com instagr.am ig.me", instagram, { short: "instagram.com/share", drop: "hl" }),
  platform("threads", "Threads", "threads.net threads.com", marked, { drop: "xmt slof" }),
  platform("whatsapp", "WhatsApp", "whatsapp.com wa.me", whatsapp, { drop: "text source type app_absent" }),
  platform("tiktok", "TikTok", "tiktok.com", marked, {
    short: "vm.tiktok.com vt.tiktok.com tiktok.com/t",
    drop: "_t _r _d is_from_webapp sender_device web_id is_copy_url tt_from u_code user_id sec_user_id timestamp source refer lang",
  }),
  platform("youtube", "YouTube", "youtube.com youtu.be youtube-nocookie.com", either(marked, after("channel", "c", "user")), {
    drop: "feature pp ab_channel app",
  }),
  platform("x", "X", "x.com twitter.com", twitter, { short: "t.co", drop: "s t cxt ref_src ref_url lang" }),
  platform("telegram", "Telegram", "t.me telegram.me telegram.dog web.telegram.org", telegram),
  platform("snapchat", "Snapchat", "snapchat.com", either(after("add"), marked), { short: "t.snapchat.com snapchat.com/t", drop: "share_id locale sid" }),
  platform("discord", "Discord", "discord.com discord.gg discordapp.com", after("users")),
  platform("reddit", "Reddit", "reddit.com redd.it", reddit, { drop: "share_id rdt" }),
  platform("linkedin", "LinkedIn", "linkedin.com", after("in", "company", "school"), { short: "lnkd.in", drop: "trk trackingId lipi" }),
  platform("pinterest", "Pinterest", "pinterest.com pinterest.fr pinterest.es", first("pin ideas search today"), { short: "pin.it" }),
  platform("twitch", "Twitch", "twitch.tv", first("directory downloads search settings videos")),
  platform("kick", "Kick", "kick.com", first("browse categories")),
  platform("dailymotion", "Dailymotion", "dailymotion.com", first("video playlist search"), { short: "dai.ly" }),
  platform("bluesky", "Bluesky", "bsky.app", after("profile")),
  platform("signal", "Signal", "signal.me signal.group signal.link", (url) => /^#p\/(\+\d+)$/.exec(url.hash)?.[1] ?? ""),
  platform("viber", "Viber", "viber.com vb.me"),
  platform("imo", "imo", "imo.im"),
  platform("vk", "VK", "vk.com vk.ru", first("feed search wall video photo")),
  platform("roblox", "Roblox", "roblox.com", after("users")),
  platform("steam", "Steam", "steamcommunity.com", after("id", "profiles")),
  platform("likee", "Likee", "likee.video likee.com", marked, { short: "l.likee.video" }),
  platform("bigo", "Bigo Live", "bigo.tv", first("user live")),
  platform("tango", "Tango", "tango.me", first("live")),
  platform("onlyfans", "OnlyFans", "onlyfans.com", first("posts my")),
  platform("avito", "Avito", "avito.ma"),
  platform("jumia", "Jumia", "jumia.ma jumia.com"),
  platform("aliexpress", "AliExpress", "aliexpress.com aliexpress.us", after("store"), { drop: "spm scm pvid" }),
  platform("amazon", "Amazon", "amazon.com amazon.fr amazon.es amazon.ae"),
  platform("google_drive", "Google Drive", "drive.google.com docs.google.com", none, { short: "forms.gle", drop: "usp" }),
  platform("mega", "MEGA", "mega.nz mega.io"),
  platform("mediafire", "MediaFire", "mediafire.com"),
  platform("dropbox", "Dropbox", "dropbox.com"),
];

/** Hosts whose addresses only lead to another, whoever's it is. */
const SHORTENERS = "bit.ly tinyurl.com is.gd v.gd ow.ly cutt.ly rb.gy rebrand.ly shorturl.at s.id buff.ly goo.gl tiny.cc t.ly urlz.fr".split(" ");

/** @param {string} host @param {string} of */
const within = (host, of) => host === of || host.endsWith(`.${of}`);

/** @param {string} host @returns {Platform | undefined} */
export const platformOf = (host) =>
  PLATFORMS.find(({ hosts, short = [] }) => [...hosts, ...short.filter((one) => !one.includes("/"))].some((one) => within(host, one)));

/**
 * Whether an address only leads to another one: what it leads to can be changed or taken away later.
 *
 * @param {URL} url
 * @param {string[]} path
 */
export function isShort(url, path) {
  const host = url.hostname.replace(/^(www|m|web)\./, "");
  const starts = [host, `${host}/${path[0] ?? ""}`];
  return [...SHORTENERS, ...PLATFORMS.flatMap(({ short = [] }) => short)].some((one) => starts.includes(one));
}

/** The name a platform goes by. @param {string} code */
export const platformName = (code) => PLATFORMS.find((one) => one.code === code)?.name ?? "";
