// Tables: what a column shows of each row, and how.

import { html } from "./lit-html.js";

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const small = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

export const shown = (number) => (Math.abs(number) < 10 ? small : whole).format(number);

/** A column of text; a cell that warns stands out. */
export const text = (title, of, warns = () => false) => ({ title, of, warns, className: "" });

/** A column of numbers. */
export const number = (title, of, warns = () => false) => ({ title, of: (row) => shown(of(row)), warns, className: "number" });

/** A column of numbers that somebody may copy, and so are shown digit by digit. */
export const sequence = (title, of) => ({ title, of, warns: () => false, className: "number" });

const heading = ({ title, className }) => html`<th scope="col" class=${className}>${title}</th>`;
const cell = ({ of, warns, className }, row) => html`<td class="${className} ${warns(row) ? "warn" : ""}">${of(row)}</td>`;

const line = (columns, row) => html`<tr>${columns.map((column) => cell(column, row))}</tr>`;
const empty = (columns, nothing) => html`<tr><td class="empty" colspan=${columns.length}>${nothing}</td></tr>`;

/** A table, which says so where there is nothing to show; before anything is known there are no rows at all. */
export const table = (id, caption, columns, rows, nothing) => html`
  <table>
    <caption>${caption}</caption>
    <thead><tr>${columns.map(heading)}</tr></thead>
    <tbody id=${id}>${rows?.length === 0 ? empty(columns, nothing) : rows?.map((row) => line(columns, row))}</tbody>
  </table>`;
