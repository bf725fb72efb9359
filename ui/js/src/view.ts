// Models as Preact components: one component for each model, updated in place, so that one row costs one row.

import { Component, Fragment, h, render, type ComponentChild, type VNode } from "preact";
import { domName, eventName, isShown } from "./attributes";
import { pack } from "./events";
import type { Child, Handler, LayoutEvent, LayoutUpdate, Model } from "./protocol";

type Send = (event: LayoutEvent) => boolean;

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
interface Props {
  model: Model;
  page: Page;
}

const CONTROLS = new Set(["input", "textarea", "select"]);
const OURS = new Set(["value", "checked", "defaultValue", "defaultChecked"]);

/** The page as the server last described it, and where each part of it is shown. */
export class Page {
  model: Model = { tagName: "" };
  layout = 0; // counts the layouts of this page: each reconnect brings a new one
  readonly shown = new WeakMap<Model, View>();
  readonly waiting = new Map<View, Set<string>>(); // debounced events that have not been sent

  constructor(
    private readonly mount: Element,
    readonly send: Send,
  ) {}

  /** Throws when an update does not fit: then the screen and the server disagree, and only a new layout helps. */
  apply(updates: LayoutUpdate[]): void {
    for (const { path, model } of updates) {
      if (path === "") this.model = model;
      const old = path === "" ? undefined : replaceAt(this.model, path, model);
      const view = old && this.shown.get(old);
      if (view) view.become(model);
      else render(h(View, { model: this.model, page: this }), this.mount);
    }
  }

  /** Sends what typing still holds back, so that a click never overtakes the text before it. */
  flush(): void {
    for (const [view, names] of [...this.waiting]) for (const name of [...names]) view.release(name);
  }
}

/** Puts `model` at `path` (`/children/0/children/3`) and returns what was there. */
function replaceAt(root: Model, path: string, model: Model): Model | undefined {
  const steps = path.split("/").filter((step) => step !== "" && step !== "children").map(Number);
  const last = steps.pop();
  let parent: Child | undefined = root;
  for (const step of steps) {
    if (typeof parent !== "object") break;
    parent = parent.children?.[step];
  }
  if (typeof parent !== "object" || last === undefined || last > (parent.children?.length ?? 0)) {
    throw new Error(`no place for an update at ${path}`);
  }
  const children = (parent.children ??= []);
  const old = children[last];
  children[last] = model;
  return typeof old === "object" ? old : undefined;
}

class View extends Component<Props> {
  private model: Model;
  private control: Element | null = null;
  private handlers: Record<string, (event: Event) => void> = {};
  private timers: Record<string, number> = {};
  private pending: Record<string, () => void> = {};
  private lastSent: Record<string, number> = {};
  private sequence = -1;
  private layout: number;
  private wasDefault: unknown;

  constructor(props: Props) {
    super(props);
    this.model = props.model;
    this.layout = props.page.layout;
    props.page.shown.set(props.model, this);
  }

  /** Shows another model in this place, without asking the parents. */
  become(model: Model): void {
    this.props.page.shown.delete(this.model);
    this.model = model;
    this.props.page.shown.set(model, this);
    this.forceUpdate();
  }

  override shouldComponentUpdate(next: Props): boolean {
    if (next.model === this.model) return false;
    this.model = next.model;
    next.page.shown.set(next.model, this);
    return true;
  }

  override componentDidMount(): void {
    this.settle(true);
  }

  override componentDidUpdate(): void {
    this.settle(false);
  }

  override componentWillUnmount(): void {
    for (const name of Object.keys(this.pending)) this.release(name);
    for (const timer of Object.values(this.timers)) clearTimeout(timer);
  }

  render(): ComponentChild {
    const { tagName, attributes = {}, children, eventHandlers = {}, error } = this.model;
    if (error !== undefined) return failed(error);
    const content = children?.map((child) => (typeof child === "string" ? child : this.child(child)));
    if (tagName === "") return h(Fragment, null, content);
    if (tagName === "script" || tagName === "style") return null;
    const isControl = CONTROLS.has(tagName);
    const props: Record<string, unknown> = { ref: this.hold };
    for (const name in attributes) {
      const value = attributes[name];
      if (isShown(name, value) && !(isControl && OURS.has(name))) props[domName(name)] = value;
    }
    for (const name in eventHandlers) {
      props[`on${eventName(name, tagName, attributes["type"])}`] = this.handlers[name] ??= (event) => this.heard(name, event);
    }
    return h(tagName, props, content);
  }

  private readonly hold = (element: Element | null): void => {
    this.control = element;
  };

  private child(model: Model): VNode<Props> {
    const key = model.attributes?.["key"] as string | undefined;
    const props: Props & { key?: string } = { model, page: this.props.page };
    if (key !== undefined) props.key = key;
    return h(View, props);
  }

  // --- events

  private heard(name: string, event: Event): void {
    const handler = this.model.eventHandlers?.[name];
    if (!handler) return;
    if (handler.preventDefault) event.preventDefault();
    if (handler.stopPropagation) event.stopPropagation();
    const fields = pack(event); // now: afterwards the event has no current target
    if (handler.debounce) this.holdBack(name, handler.debounce, () => this.tell(name, fields));
    else if (handler.throttle) this.thin(name, handler, () => this.tell(name, fields));
    else {
      if (ends(event)) this.props.page.flush();
      this.tell(name, fields);
    }
  }

  /** The handler is looked up when the event leaves: a render in between may have given it another target. */
  private tell(name: string, fields: unknown): void {
    const handler = this.model.eventHandlers?.[name];
    if (!handler) return;
    this.renew();
    const sent = this.props.page.send({ type: "layout-event", target: handler.target, data: [fields], seq: this.sequence + 1 });
    if (sent) this.sequence += 1;
  }

  private holdBack(name: string, wait: number, act: () => void): void {
    clearTimeout(this.timers[name]);
    this.pending[name] = act;
    const waiting = this.props.page.waiting;
    waiting.set(this, (waiting.get(this) ?? new Set()).add(name));
    this.timers[name] = window.setTimeout(() => this.release(name), wait);
  }

  release(name: string): void {
    const act = this.pending[name];
    clearTimeout(this.timers[name]);
    delete this.pending[name];
    const names = this.props.page.waiting.get(this);
    names?.delete(name);
    if (!names?.size) this.props.page.waiting.delete(this);
    act?.();
  }

  private thin(name: string, handler: Handler, act: () => void): void {
    clearTimeout(this.timers[name]);
    const go = () => {
      this.lastSent[name] = performance.now();
      act();
    };
    const rest = (handler.throttle ?? 0) - (performance.now() - (this.lastSent[name] ?? -Infinity));
    if (rest <= 0) go();
    else this.timers[name] = window.setTimeout(go, rest);
  }

  // --- form controls: the server's value is shown when nothing typed here is on its way

  private renew(): void {
    if (this.layout === this.props.page.layout) return;
    this.layout = this.props.page.layout;
    this.sequence = -1; // a new layout has counted nothing yet
  }

  private settle(first: boolean): void {
    const element = this.control;
    const { tagName, attributes = {} } = this.model;
    if (!element) return;
    if (tagName.includes("-")) {
      // An element whose code has not arrived yet finds its properties when it does.
      if (!customElements.get(tagName)) {
        for (const name in attributes) {
          const value = attributes[name];
          if (typeof value === "object" && isShown(name, value)) (element as unknown as Record<string, unknown>)[name] = value;
        }
      }
      return;
    }
    if (!CONTROLS.has(tagName)) return;
    this.renew();
    const control = element as Control;
    const fallback = attributes["defaultValue"] ?? attributes["defaultChecked"];
    if (fallback !== undefined && (first || fallback !== this.wasDefault)) {
      // what is kept as a draft is somebody's own: a new default takes the place of the old one only
      const isFree = document.activeElement !== control && !(control.closest("cairn-draft") && isEdited(control));
      if (first || isFree) {
        if ("defaultChecked" in attributes) (control as HTMLInputElement).checked = Boolean(fallback);
        else put(control, fallback);
      }
      setDefault(control, fallback);
    }
    this.wasDefault = fallback;
    const heard = attributes["_reactpy_ack_seq"];
    const behind = (typeof heard === "number" ? heard : -1) < this.sequence;
    if (behind || Object.keys(this.pending).length || composing === control) return;
    if ("value" in attributes) put(control, attributes["value"]);
    if ("checked" in attributes) (control as HTMLInputElement).checked = Boolean(attributes["checked"]);
  }
}

/** Whether somebody finished something: then what was typed before it goes first. */
function ends(event: Event): boolean {
  if (event instanceof KeyboardEvent) return event.key === "Enter" && !event.isComposing;
  return event instanceof CustomEvent || /^(?:click|dblclick|submit|change|blur|focusout)$/.test(event.type);
}

/** Whether it shows other than the server's default. */
function isEdited(control: Control): boolean {
  if (control instanceof HTMLSelectElement) return [...control.options].some((option) => option.selected !== option.defaultSelected);
  if (isTick(control)) return control.checked !== control.defaultChecked;
  return control.value !== control.defaultValue;
}

function isTick(control: Control): control is HTMLInputElement {
  return control instanceof HTMLInputElement && /^(?:checkbox|radio)$/.test(control.type);
}

/** Without touching what it shows. */
function setDefault(control: Control, value: unknown): void {
  if (control instanceof HTMLSelectElement) {
    const shown = [...control.options].map((option) => option.selected);
    for (const option of control.options) option.defaultSelected = option.value === String(value ?? "");
    [...control.options].forEach((option, place) => (option.selected = shown[place] ?? false));
  } else if (isTick(control)) {
    const { checked } = control;
    control.defaultChecked = Boolean(value);
    control.checked = checked;
  } else {
    const { value: shown } = control;
    control.defaultValue = String(value ?? "");
    if (control.value !== shown) control.value = shown;
  }
}

function put(control: Control, value: unknown): void {
  if (control instanceof HTMLSelectElement && Array.isArray(value)) {
    for (const option of control.options) option.selected = value.includes(option.value);
    return;
  }
  const text = String(value ?? "");
  if (control.value !== text) control.value = text;
}

// A value set in the middle of a composition would end it and lose the syllable.
let composing: EventTarget | null = null;
addEventListener("compositionstart", (event) => (composing = event.target), true);
addEventListener("compositionend", () => (composing = null), true);

function failed(error: string): VNode {
  const zh = document.documentElement.lang.startsWith("zh");
  const text = error || (zh ? "这一部分没能显示出来。" : "This part could not be shown.");
  return h("div", { class: "broken", role: "alert" }, text);
}
