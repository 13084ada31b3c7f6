/** The parts of the Node-RED editor that this pack uses; there are no published types for it. */

type TranslationValues = Record<string, string | number>;

/** A node as the editor holds it: saved properties beside what the editor keeps about it. */
interface EditorNode {
  id: string;
  type: string;
  name?: string;
  /** Flow the node lives in; absent on a global config node. */
  z?: string;
  /** Changed since the last Deploy. */
  changed?: boolean;
  _def: NodeDefinition & { type: string; _(key: string, values?: TranslationValues): string };
  [property: string]: unknown;
}

/** `true`, or a sentence that says what is wrong. Node-RED shows the sentence only when the function has two parameters. */
type Validator = (this: EditorNode, value: unknown, options: unknown) => true | string;

interface NodeProperty {
  value: unknown;
  required?: boolean;
  /** Type of the config node the property refers to. */
  type?: string;
  /** Name of the field in Node-RED's own messages. */
  label?: string;
  validate?: Validator;
}

interface NodeDefinition {
  category: string;
  color?: string;
  icon?: string;
  defaults: Record<string, NodeProperty>;
  credentials?: Record<string, { type: 'text' | 'password' }>;
  inputs?: number;
  outputs?: number;
  align?: 'right';
  hasUsers?: boolean;
  label?: (this: EditorNode) => string;
  labelStyle?: (this: EditorNode) => string;
  paletteLabel?: (this: EditorNode['_def']) => string;
  inputLabels?: (this: EditorNode, port: number) => string;
  outputLabels?: (this: EditorNode, port: number) => string;
  button?: { enabled(this: EditorNode): boolean; onclick(this: EditorNode): void };
  oneditprepare?: (this: EditorNode) => void;
  oneditsave?: (this: EditorNode) => void;
  oneditcancel?: (this: EditorNode) => void;
  oneditresize?: (this: EditorNode, size: { width: number; height: number }) => void;
}

declare const RED: {
  /** Translates a key; `namespace:key` for the catalogue of a node. */
  _(key: string, values?: TranslationValues): string;
  nodes: {
    registerType(type: string, definition: NodeDefinition): void;
    eachConfig(visit: (node: EditorNode) => void): void;
    node(id: string): EditorNode | null;
  };
  editor: {
    /** Nodes whose dialogs are open, the topmost last. */
    getEditStack(): EditorNode[];
    /** Opens the dialog of a config node, on top of any other. */
    editConfig(property: string, type: string, id: string): void;
    /** Opens the JSON editor; `complete` gets the text when it is closed with Done. */
    editJSON(options: { value: string; title: string; requireValid: boolean; complete(text: string): void }): void;
  };
  utils: {
    getNodeLabel(node: EditorNode, fallback?: string): string;
    /** `true`, or the reason when options are given. */
    validateTypedProperty(value: string, type: string, options: object): boolean | string;
  };
  /** A string is taken as HTML: give an element when the text is not ours. */
  notify(message: string | HTMLElement, options: NotifyOptions): { close(): void };
  plugins: {
    registerPlugin(id: string, plugin: { type: string; onadd(): void }): void;
  };
  sidebar: {
    addTab(tab: SidebarTab): void;
    show(id: string): void;
  };
  actions: {
    add(name: string, handler: () => void): void;
  };
  comms: {
    subscribe(topic: string, handler: (topic: string, data: unknown) => void): void;
  };
  user: {
    hasPermission(permission: string): boolean;
  };
  i18n: {
    /** The language of the editor, e.g. `en-US`. */
    lang(): string;
  };
};

interface NotifyOptions {
  type: 'success' | 'warning' | 'error';
  id?: string;
  timeout?: number;
  modal?: boolean;
  fixed?: boolean;
  buttons?: { text: string; class?: string; click(): void }[];
}

interface SidebarTab {
  id: string;
  /** Short, for the tab. */
  label: string;
  name: string;
  iconClass: string;
  content: HTMLElement;
  /** The action that shows it. */
  action: string;
  pinned: boolean;
  enableOnEdit: boolean;
  /** Called right before the tab is shown. */
  onchange(): void;
}

interface TypedInputOptions {
  types: string[];
  default?: string;
  typeField?: string;
}

interface EditableListOptions<Row> {
  /** False: no row can be added. */
  addButton: string | false;
  removable: boolean;
  sortable: boolean;
  header?: JQuery;
  addItem(container: JQuery, index: number, row: Row): void;
  removeItem?(row: Row): void;
  sortItems?(): void;
}

interface JQuery {
  typedInput(options: TypedInputOptions): this;
  typedInput(property: 'value' | 'type'): string;
  typedInput(property: 'value', value: string): this;
  editableList<Row>(options: EditableListOptions<Row>): this;
  editableList(method: 'items'): JQuery;
  editableList<Row>(method: 'addItem', row: Row): this;
  editableList(method: 'empty'): this;
  editableList<Row>(method: 'sort', compare: (one: Row, other: Row) => number): this;
  editableList(method: 'height', pixels: number): this;
}
