/** Days as people give them. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { dayBack, readDay, seen } from "../../submit/browser/page/when.js";

const NOW = new Date(2026, 2, 1, 0, 30); // 1 March 2026, half past midnight, wherever this runs

test("a quick answer becomes a day of the device's own calendar, and says how sure it is", () => {
  assert.deepEqual(seen("today", "", NOW), { day: "2026-03-01", precision: "day" });
  assert.deepEqual(seen("yesterday", "", NOW), { day: "2026-02-28", precision: "day" });
  assert.deepEqual(seen("days", "", NOW), { day: "2026-02-25", precision: "about" });
  assert.deepEqual(seen("weeks", "", NOW), { day: "2026-02-08", precision: "about" });
  assert.equal(seen("months", "", NOW).precision, "about");
  assert.equal(seen("years", "", NOW).day.slice(0, 4), "2024");
  for (const nothing of ["unknown", ""]) assert.deepEqual(seen(nothing, "2026-01-01", NOW), { day: "", precision: "unknown" });
  assert.equal(dayBack(new Date(2024, 2, 1), 1), "2024-02-29");
});

test("a day is read as browsers and as people write it", () => {
  for (const typed of ["2026-02-17", "17/2/2026", "17.02.2026", "17-02-2026", " 17 2 2026 ", "2026/2/17", "١٧/٢/٢٠٢٦"]) {
    assert.equal(readDay(typed, NOW), "2026-02-17", typed);
  }
  assert.equal(readDay("2026-03-01", NOW), "2026-03-01");
});

test("what is no day until today is not taken", () => {
  for (const typed of ["", "yesterday", "2026-03-02", "2999-01-01", "31/2/2026", "2025-02-29", "0/1/2026", "1989-12-31", "17/2/26", "2026-13-01"]) {
    assert.equal(readDay(typed, NOW), "", typed);
    assert.deepEqual(seen("day", typed, NOW), { day: "", precision: "unknown" });
  }
});
