/** What the packages use and the oldest browsers meant here lack; imported before everything else. */

// Chromium 93, Firefox 92 and Safari 15.4 brought it.
Object.hasOwn ??= (object, key) => Object.prototype.hasOwnProperty.call(object, key);
