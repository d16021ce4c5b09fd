/** Addresses as people really paste them: normal form, platform, account, and what was pasted by mistake. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { PLATFORMS } from "../../submit/browser/page/platforms.js";
import { recognise, split } from "../../submit/browser/page/recognise.js";

/** given → [normal form, platform, account, problem] */
const TABLE = {
  // Facebook
  "https://www.facebook.com/some.person?mibextid=ZbWKwL": ["https://www.facebook.com/some.person", "facebook", "some.person", ""],
  "facebook.com/profile.php?id=100012345678901&fbclid=IwAR0x": ["https://www.facebook.com/profile.php?id=100012345678901", "facebook", "100012345678901", ""],
  "https://m.facebook.com/story.php?story_fbid=pfbid02&id=1000444&refsrc=x": ["https://www.facebook.com/story.php?story_fbid=pfbid02&id=1000444", "facebook", "1000444", ""],
  "https://web.facebook.com/groups/annonces.maroc/permalink/123/": ["https://www.facebook.com/groups/annonces.maroc/permalink/123/", "facebook", "annonces.maroc", ""],
  "https://www.facebook.com/people/Omar-B/61550000000001/": ["https://www.facebook.com/people/Omar-B/61550000000001/", "facebook", "61550000000001", ""],
  "https://www.facebook.com/reel/998877": ["https://www.facebook.com/reel/998877", "facebook", "", ""],
  "https://www.facebook.com/marketplace/item/5566/": ["https://www.facebook.com/marketplace/item/5566/", "facebook", "", ""],
  "https://www.facebook.com/share/p/1AbCd/": ["https://www.facebook.com/share/p/1AbCd/", "facebook", "", "short"],
  "https://fb.watch/abc123/": ["https://fb.watch/abc123/", "facebook", "", "short"],
  "https://www.facebook.com/شركة.التوصيل": [`https://www.facebook.com/${encodeURIComponent("شركة.التوصيل")}`, "facebook", "شركة.التوصيل", ""],
  "https://www.facebook.com/": ["https://www.facebook.com/", "facebook", "", "home"],
  "https://www.facebook.com/search/top?q=iphone": ["https://www.facebook.com/search/top?q=iphone", "facebook", "", "search"],
  "https://l.facebook.com/l.php?u=https%3A%2F%2Fshop.example%2Fp%3Fid%3D3%26fbclid%3Dabc&h=AT0": ["https://shop.example/p?id=3", "", "", ""],
  // Messenger
  "https://m.me/shop.maroc": ["https://m.me/shop.maroc", "messenger", "shop.maroc", ""],
  "https://www.messenger.com/t/10099": ["https://www.messenger.com/t/10099", "messenger", "10099", ""],
  // Instagram and Threads
  "https://www.instagram.com/some_one/?igsh=MTIz&utm_source=qr": ["https://www.instagram.com/some_one/", "instagram", "@some_one", ""],
  "https://instagram.com/p/Cxyz_1-2/?img_index=2": ["https://www.instagram.com/p/Cxyz_1-2/?img_index=2", "instagram", "", ""],
  "https://www.instagram.com/stories/some_one/33221100/": ["https://www.instagram.com/stories/some_one/33221100/", "instagram", "@some_one", ""],
  "https://www.instagram.com/some_one/reel/Cabc/": ["https://www.instagram.com/some_one/reel/Cabc/", "instagram", "@some_one", ""],
  "https://l.instagram.com/?u=https%3A%2F%2Ft.me%2Finvest_fast&e=AT1": ["https://t.me/invest_fast", "telegram", "@invest_fast", ""],
  "https://www.threads.net/@some.one/post/Cq1?xmt=AQG": ["https://www.threads.com/@some.one/post/Cq1", "threads", "@some.one", ""],
  // WhatsApp
  "https://wa.me/212612345678?text=bonjour": ["https://wa.me/212612345678", "whatsapp", "+212612345678", ""],
  "https://api.whatsapp.com/send?phone=%2B212612345678&text=salut": ["https://api.whatsapp.com/send?phone=%2B212612345678", "whatsapp", "+212612345678", ""],
  "whatsapp://send?phone=212612345678": ["https://wa.me/212612345678", "whatsapp", "+212612345678", ""],
  "https://chat.whatsapp.com/AbCdEf0123456789": ["https://chat.whatsapp.com/AbCdEf0123456789", "whatsapp", "", ""],
  "https://whatsapp.com/channel/0029Va": ["https://whatsapp.com/channel/0029Va", "whatsapp", "0029Va", ""],
  // TikTok
  "https://www.tiktok.com/@user.name/video/7301?is_from_webapp=1&sender_device=pc": ["https://www.tiktok.com/@user.name/video/7301", "tiktok", "@user.name", ""],
  "https://vm.tiktok.com/ZMabc/": ["https://vm.tiktok.com/ZMabc/", "tiktok", "", "short"],
  "https://www.tiktok.com/search?q=visa": ["https://www.tiktok.com/search?q=visa", "tiktok", "", "search"],
  "tiktok.com/@user": ["https://www.tiktok.com/@user", "tiktok", "@user", ""],
  // YouTube
  "https://youtu.be/dQw4w9WgXcQ?si=abc&t=10": ["https://www.youtube.com/watch?t=10&v=dQw4w9WgXcQ", "youtube", "", ""],
  "https://m.youtube.com/watch?v=dQw4w9WgXcQ&feature=share": ["https://www.youtube.com/watch?v=dQw4w9WgXcQ", "youtube", "", ""],
  "https://www.youtube.com/@handle/videos": ["https://www.youtube.com/@handle/videos", "youtube", "@handle", ""],
  "https://www.youtube.com/channel/UC123abc": ["https://www.youtube.com/channel/UC123abc", "youtube", "UC123abc", ""],
  "https://www.youtube.com/results?search_query=x": ["https://www.youtube.com/results?search_query=x", "youtube", "", "search"],
  // X
  "https://twitter.com/some_one/status/17000?s=20&t=Zz": ["https://x.com/some_one/status/17000", "x", "@some_one", ""],
  "https://mobile.twitter.com/intent/user?screen_name=abc": ["https://x.com/intent/user?screen_name=abc", "x", "@abc", ""],
  "https://x.com/i/status/17000": ["https://x.com/i/status/17000", "x", "", ""],
  "https://x.com/home": ["https://x.com/home", "x", "", "home"],
  "https://t.co/AbC": ["https://t.co/AbC", "x", "", "short"],
  // Telegram
  "https://t.me/channel_name/55": ["https://t.me/channel_name/55", "telegram", "@channel_name", ""],
  "t.me/s/channel_name": ["https://t.me/s/channel_name", "telegram", "@channel_name", ""],
  "https://t.me/+AbCdEf": ["https://t.me/+AbCdEf", "telegram", "", ""],
  "https://t.me/+212612345678": ["https://t.me/+212612345678", "telegram", "+212612345678", ""],
  "https://telegram.me/joinchat/AAAA": ["https://t.me/joinchat/AAAA", "telegram", "", ""],
  "tg://resolve?domain=channel_name": ["https://t.me/channel_name", "telegram", "@channel_name", ""],
  "https://web.telegram.org/k/#@channel_name": ["https://web.telegram.org/k/#@channel_name", "telegram", "@channel_name", ""],
  // others
  "https://www.snapchat.com/add/some-one?share_id=abc": ["https://www.snapchat.com/add/some-one", "snapchat", "some-one", ""],
  "https://discord.gg/abcd": ["https://discord.gg/abcd", "discord", "", ""],
  "https://discord.com/users/998877665544": ["https://discord.com/users/998877665544", "discord", "998877665544", ""],
  "https://old.reddit.com/r/Morocco/comments/1a/": ["https://www.reddit.com/r/Morocco/comments/1a/", "reddit", "r/Morocco", ""],
  "https://www.reddit.com/user/abc/": ["https://www.reddit.com/user/abc/", "reddit", "u/abc", ""],
  "https://ma.linkedin.com/in/some-one-123/?trk=x": ["https://ma.linkedin.com/in/some-one-123/", "linkedin", "some-one-123", ""],
  "https://bsky.app/profile/abc.bsky.social/post/3k": ["https://bsky.app/profile/abc.bsky.social/post/3k", "bluesky", "abc.bsky.social", ""],
  "https://www.twitch.tv/some_one": ["https://www.twitch.tv/some_one", "twitch", "some_one", ""],
  "https://www.twitch.tv/directory": ["https://www.twitch.tv/directory", "twitch", "", ""],
  "https://signal.me/#p/+212612345678": ["https://signal.me/#p/+212612345678", "signal", "+212612345678", ""],
  "https://steamcommunity.com/id/some_one/": ["https://steamcommunity.com/id/some_one/", "steam", "some_one", ""],
  "https://www.roblox.com/users/12345/profile": ["https://www.roblox.com/users/12345/profile", "roblox", "12345", ""],
  "https://www.avito.ma/fr/maarif/telephones/iphone_13_123.htm": ["https://www.avito.ma/fr/maarif/telephones/iphone_13_123.htm", "avito", "", ""],
  "https://drive.google.com/file/d/1AbC/view?usp=sharing": ["https://drive.google.com/file/d/1AbC/view", "google_drive", "", ""],
  "https://mega.nz/folder/abc#key": ["https://mega.nz/folder/abc#key", "mega", "", ""],
  // any other site
  "shop-maroc.example/promo?utm_campaign=x&id=17": ["https://shop-maroc.example/promo?id=17", "", "", ""],
  "HTTPS://Shop.Example/Phones?ID=17#top": ["https://shop.example/Phones?ID=17#top", "", "", ""],
  "http://shop.example": ["http://shop.example/", "", "", ""],
  "www.shop.example": ["https://www.shop.example/", "", "", ""],
  "http://user:secret@shop.example:8080/x": ["http://shop.example:8080/x", "", "", ""],
  "https://متجر.المغرب/عرض": ["https://xn--pgbep1f.xn--mgbc0a9azcg/%D8%B9%D8%B1%D8%B6", "", "", ""],
  "http://expyuzz4wqqyqhjn.onion/market": ["http://expyuzz4wqqyqhjn.onion/market", "", "", ""],
  "http://41.140.1.2/panel": ["http://41.140.1.2/panel", "", "", ""],
  "https://www.google.com/url?sa=t&url=https%3A%2F%2Fshop.example%2F&usg=A": ["https://shop.example/", "", "", ""],
  "https://notfacebook.com/some.person": ["https://notfacebook.com/some.person", "", "", ""],
  "https://facebook.com.login.example/x": ["https://facebook.com.login.example/x", "", "", ""],
  "https://shop.example/p#:~:text=promo": ["https://shop.example/p", "", "", ""],
  "https://bit.ly/3abc": ["https://bit.ly/3abc", "", "", "short"],
  // a whole message around one address
  "Regarde ça ! https://shop.example/a?id=1, c’est faux": ["https://shop.example/a?id=1", "", "", ""],
  "شاهد هذا (https://t.me/invest_fast).": ["https://t.me/invest_fast", "telegram", "@invest_fast", ""],
  "\u200fhttps://t.me/invest_fast\u200e": ["https://t.me/invest_fast", "telegram", "@invest_fast", ""],
  // pasted by mistake
  "someone@mail.example": ["", "", "someone@mail.example", "email"],
  "mailto:someone@mail.example?subject=x": ["", "", "someone@mail.example", "email"],
  "+212 6 12 34 56 78": ["", "", "+212 6 12 34 56 78", "phone"],
  "0612-345-678": ["", "", "0612-345-678", "phone"],
  "٠٦١٢٣٤٥٦٧٨": ["", "", "٠٦١٢٣٤٥٦٧٨", "phone"],
  "tel:+212612345678": ["", "", "+212612345678", "phone"],
  "@some_one": ["", "", "@some_one", "handle"],
  "javascript:alert(1)": ["", "", "", "script"],
  "data:text/html,<p>x": ["", "", "", "script"],
  "file:///C:/photos/1.jpg": ["", "", "", "file"],
  "C:\\photos\\1.jpg": ["", "", "", "file"],
  "content://media/external/images/12": ["", "", "", "file"],
  "/storage/emulated/0/DCIM/1.jpg": ["", "", "", "file"],
  "http://localhost:8000/x": ["", "", "", "local"],
  "http://192.168.1.1/": ["", "", "", "local"],
  "127.0.0.1:5000": ["", "", "", "local"],
  "http://[::1]/": ["", "", "", "local"],
  "a page on Facebook": ["", "", "", "text"],
  "حساب على فيسبوك": ["", "", "", "text"],
  "Facebook": ["", "", "", "text"],
  "https://": ["", "", "", "text"],
  "https://www.google.com/search?q=faux+site": ["https://www.google.com/search?q=faux+site", "", "", "search"],
  "https://www.google.co.ma/": ["https://www.google.co.ma/", "", "", "home"],
  "https://www.bing.com/search?q=x": ["https://www.bing.com/search?q=x", "", "", "search"],
  "https://duckduckgo.com/?q=x": ["https://duckduckgo.com/?q=x", "", "", "search"],
};

for (const [given, [url, platform, account, problem]] of Object.entries(TABLE)) {
  test(`recognises ${given}`, () => {
    assert.deepEqual(recognise(given), { given, url, platform, account, problem });
  });
}

test("a pasted list is taken apart, and a sentence is not", () => {
  assert.deepEqual(split(" https://a.example/1\r\nb.example/2 \n\n"), ["https://a.example/1", "b.example/2"]);
  assert.deepEqual(split("https://a.example/1 https://b.example/2"), ["https://a.example/1", "https://b.example/2"]);
  assert.deepEqual(split("see https://a.example/1 and then tell me"), ["see https://a.example/1 and then tell me"]);
  assert.deepEqual(split("  \n "), []);
});

test("what was typed is kept, and the normal form of a normal form is itself", () => {
  for (const given of Object.keys(TABLE)) {
    const { url, platform } = recognise(given);
    if (url === "") continue;
    const again = recognise(url);
    assert.deepEqual([again.url, again.platform], [url, platform], given);
  }
  assert.equal(recognise("  a.example/x \n").given, "a.example/x");
});

test("nothing that can be typed breaks it, and every answer fits a report", () => {
  const pieces = ["https://", "www.", "facebook.com", "/", "?", "#", "%", "%zz", "@", "é", "\u202e", " ", "\0", "x".repeat(2500), "[", "::", "😀", "tg://resolve?domain=", "\ud800"];
  let seed = 7;
  const next = () => (seed = (seed * 48271) % 2147483647);
  for (let round = 0; round < 3000; round += 1) {
    const text = Array.from({ length: next() % 6 }, () => pieces[next() % pieces.length]).join("");
    const { url, account } = recognise(text);
    assert.ok(url.length <= 2000 && [...account].length <= 200, JSON.stringify(text.slice(0, 80)));
    split(text);
  }
});

test("codes are those of the format, and each platform is named once", async () => {
  const page = await readFile(new URL("../../docs/formats.md", import.meta.url), "utf-8");
  const listed = /^`platform`: ([^.]*)\./m.exec(page)?.[1] ?? "";
  assert.deepEqual(PLATFORMS.map(({ code }) => code).sort(), [...listed.matchAll(/`([a-z_]+)`/g)].map(([, code]) => code).sort());
  const codes = PLATFORMS.map(({ code }) => code);
  assert.equal(new Set(codes).size, codes.length);
  for (const code of codes) assert.match(code, /^[a-z][a-z0-9_]{0,31}$/);
});
