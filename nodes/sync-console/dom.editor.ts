/** Elements of the panel. Data only ever becomes text, never markup. */

export type Child = Node | string | undefined | false;

type Attributes = Record<string, string | number | boolean | undefined | ((event: Event) => void)>;

/** A new element; functions are listeners, `false` and `undefined` leave an attribute out. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children.filter((child): child is Node | string => child !== undefined && child !== false));
  return made;
}

/** A sign for the eye; the words stand beside it. */
export const icon = (name: string): HTMLElement => element('i', { class: `fa ${name}`, 'aria-hidden': 'true' });

export interface ButtonFacts {
  readonly key: string;
  readonly label: string;
  readonly title: string;
  readonly icon: string;
  readonly disabled?: boolean;
  readonly press: () => void;
}

export function button({ key, label, title, icon: sign, disabled, press }: ButtonFacts): HTMLButtonElement {
  return element(
    'button',
    { type: 'button', class: 'red-ui-button red-ui-button-small', title, disabled, 'data-key': key, click: press },
    icon(sign),
    ` ${label}`,
  );
}

/** A disclosure that can be told by its key. */
export function fold(key: string, title: string, ...children: Child[]): HTMLDetailsElement {
  return element('details', { 'data-key': key }, element('summary', { 'data-key': `${key}-title` }, title), ...children);
}

/** Shows other children; what had the focus has it again, what was unfolded is unfolded, by the same `data-key`. */
export function show(place: HTMLElement, ...children: Child[]): void {
  const key = (one: Element | null) => one?.getAttribute('data-key') ?? undefined;
  const focused = place.contains(document.activeElement) ? key(document.activeElement) : undefined;
  const open = new Set([...place.querySelectorAll('details[open]')].map(key));
  place.replaceChildren(...children.filter((child): child is Node | string => child !== undefined && child !== false));
  for (const details of place.querySelectorAll('details')) if (open.has(key(details))) details.open = true;
  if (focused !== undefined) focus(place, focused);
}

export function focus(place: HTMLElement, key: string): void {
  place.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
}
