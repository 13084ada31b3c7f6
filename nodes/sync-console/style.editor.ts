/** Layout of the panel; every colour is a variable of Node-RED, so that it follows the scheme. */
const STYLE = `
.mplus-ecwid-console { height: 100%; overflow-y: auto; box-sizing: border-box; padding: 8px; color: var(--red-ui-primary-text-color); background: var(--red-ui-secondary-background); }
.mplus-ecwid-console p { margin: 2px 0; overflow-wrap: anywhere; }
.mplus-ecwid-console h3 { margin: 8px 0 2px; font-size: 1.2em; line-height: 1.3; overflow-wrap: anywhere; }
.mplus-ecwid-console h4 { margin: 12px 0 4px; font-size: 1em; }
/* The class twice: as weighty as Node-RED's own rules for fields by type. */
.mplus-ecwid-console.mplus-ecwid-console :is(select, input) { width: 100%; height: 34px; margin: 0; box-sizing: border-box; }
.mplus-ecwid-console :focus-visible { outline: 2px solid var(--red-ui-workspace-button-color-focus-outline); outline-offset: 1px; }
.mplus-ecwid-console-head { display: flex; gap: 6px; justify-content: flex-end; align-items: center; margin-bottom: 6px; }
.mplus-ecwid-console-head label { flex: 1 1 auto; margin: 0; min-width: 0; }
.mplus-ecwid-console-trouble { padding: 6px 8px; margin-bottom: 6px; border: 1px solid var(--red-ui-border-color-error); }
.mplus-ecwid-console-quiet { color: var(--red-ui-primary-text-color); font-size: 0.9em; }
.mplus-ecwid-console-sync { padding: 6px 0; border-bottom: 1px solid var(--red-ui-secondary-border-color); }
.mplus-ecwid-console-name { padding: 0; border: 0; background: none; color: inherit; text-align: left; overflow-wrap: anywhere; }
.mplus-ecwid-console-name:hover { text-decoration: underline; }
.mplus-ecwid-console-chips, .mplus-ecwid-console-actions, .mplus-ecwid-console-pages { display: flex; flex-wrap: wrap; gap: 4px; margin-top: 4px; }
.mplus-ecwid-console-pages { justify-content: space-between; }
.mplus-ecwid-console-chip { padding: 1px 8px; border: 1px solid var(--red-ui-form-input-border-color); border-radius: 10px; background: none; color: inherit; font-size: 0.9em; }
.mplus-ecwid-console-chip:hover { background: var(--red-ui-secondary-background-hover); }
.mplus-ecwid-console-chip[aria-pressed="true"] { background: var(--red-ui-secondary-background-selected); box-shadow: inset 0 0 0 1px var(--red-ui-primary-text-color); }
.mplus-ecwid-console-dead > .fa { color: var(--red-ui-text-color-error); }
.mplus-ecwid-console-filter { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: 6px; align-items: end; margin: 8px 0; }
.mplus-ecwid-console-filter label { margin: 0; min-width: 0; }
.mplus-ecwid-console-filter label > span { font-size: 0.9em; }
.mplus-ecwid-console .mplus-ecwid-console-list, .mplus-ecwid-console .mplus-ecwid-console-timeline { list-style: none; margin: 4px 0 0; padding: 0; }
.mplus-ecwid-console-row { display: block; width: 100%; padding: 6px; border: 0; border-bottom: 1px solid var(--red-ui-secondary-border-color); background: none; color: inherit; text-align: left; }
.mplus-ecwid-console-row:hover { background: var(--red-ui-secondary-background-hover); }
.mplus-ecwid-console-row > span { display: block; overflow-wrap: anywhere; }
.mplus-ecwid-console-line, .mplus-ecwid-console-row > .mplus-ecwid-console-line { display: flex; gap: 8px; justify-content: space-between; }
.mplus-ecwid-console-line > :last-child { flex: 0 0 auto; }
.mplus-ecwid-console-missing { padding: 6px; border-bottom: 1px solid var(--red-ui-secondary-border-color); }
.mplus-ecwid-console-line .fa { width: 16px; text-align: center; }
.mplus-ecwid-console-cause { font-family: var(--red-ui-monospace-font); font-size: 0.9em; }
.mplus-ecwid-console-row > .mplus-ecwid-console-message { display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; }
.mplus-ecwid-console-timeline > li { padding: 4px 0 4px 8px; border-left: 2px solid var(--red-ui-primary-border-color); }
.mplus-ecwid-console-timeline > li > span:not(.mplus-ecwid-console-line) { display: block; overflow-wrap: anywhere; }
.mplus-ecwid-console-fact { font-size: 0.9em; }
.mplus-ecwid-console summary { cursor: pointer; font-size: 0.9em; overflow-wrap: anywhere; }
.mplus-ecwid-console pre { max-height: 400px; overflow: auto; margin: 4px 0; padding: 4px; white-space: pre; word-break: normal; font-size: 12px; line-height: 1.4; color: var(--red-ui-text-editor-color); background: var(--red-ui-text-editor-background); border: 1px solid var(--red-ui-secondary-border-color); }
.mplus-ecwid-console code { color: inherit; background: none; border: 1px solid var(--red-ui-secondary-border-color); }
.mplus-ecwid-console pre > span { display: block; width: max-content; min-width: 100%; padding-left: 6px; box-sizing: border-box; }
.mplus-ecwid-console-diff-removed { background: var(--red-ui-diff-state-deleted-background); box-shadow: inset 3px 0 0 var(--red-ui-diff-state-deleted); }
.mplus-ecwid-console-diff-added { background: var(--red-ui-diff-state-added-background); box-shadow: inset 3px 0 0 var(--red-ui-diff-state-added); }
.mplus-ecwid-console p > .mplus-ecwid-console-diff-removed, .mplus-ecwid-console p > .mplus-ecwid-console-diff-added { padding: 0 6px; }
.mplus-ecwid-console-person { margin-top: 16px; border-top: 1px solid var(--red-ui-secondary-border-color); padding-top: 6px; }
`;

const ID = 'mplus-ecwid-console-style';

export function addStyle(): void {
  if (document.getElementById(ID)) return;
  const style = document.createElement('style');
  style.id = ID;
  style.textContent = STYLE;
  document.head.append(style);
}
