// The two messages between a page and its layout on the server. Types only.

export type Child = Model | string;

export interface Handler {
  target: string;
  preventDefault?: boolean;
  stopPropagation?: boolean;
  debounce?: number;
  throttle?: number;
}

export interface Model {
  tagName: string; // "" is a fragment
  attributes?: Record<string, unknown>;
  children?: Child[];
  eventHandlers?: Record<string, Handler>;
  error?: string;
}

/** `path` is a JSON pointer to the model that is replaced; "" is the whole page. */
export interface LayoutUpdate {
  type: "layout-update";
  path: string;
  model: Model;
}

/** `seq` counts the events of one control, so that the server can say how much of the typing it has seen. */
export interface LayoutEvent {
  type: "layout-event";
  target: string;
  data: unknown[];
  seq: number;
}
