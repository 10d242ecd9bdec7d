// The keyboard of a page in WebKit, with puppeteer's methods.

/** The code points that WebDriver assigns to keys without a character. */
const KEYS = {
  Backspace: "\uE003",
  Tab: "\uE004",
  Enter: "\uE007",
  Shift: "\uE008",
  Control: "\uE009",
  Escape: "\uE00C",
  Space: " ",
  End: "\uE010",
  Home: "\uE011",
  ArrowLeft: "\uE012",
  ArrowUp: "\uE013",
  ArrowRight: "\uE014",
  ArrowDown: "\uE015",
};

export class Keyboard {
  #driver;

  constructor(driver) {
    this.#driver = driver;
  }

  down(key) {
    return this.#perform([{ type: "keyDown", value: KEYS[key] ?? key }]);
  }

  up(key) {
    return this.#perform([{ type: "keyUp", value: KEYS[key] ?? key }]);
  }

  press(key) {
    return this.type([key]);
  }

  /** Presses the keys of a text one after the other. */
  type(text) {
    const press = (key) => ["keyDown", "keyUp"].map((type) => ({ type, value: KEYS[key] ?? key }));
    return this.#perform([...text].flatMap(press));
  }

  #perform(actions) {
    return this.#driver.post("/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
  }
}
