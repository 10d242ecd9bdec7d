// Computes and formats medians, spreads and ratios.

export const sorted = (values) => [...values].sort((a, b) => a - b);

export function quantile(values, q) {
  const list = sorted(values);
  const place = (list.length - 1) * q;
  const low = Math.floor(place);
  return list[low] + (list[Math.min(low + 1, list.length - 1)] - list[low]) * (place - low);
}

export const median = (values) => quantile(values, 0.5);

/** Formats values as `median (quartile–quartile)`. */
export function spread(values, digits = 2) {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((q) => quantile(values, q).toFixed(digits));
  return `${middle} (${low}–${high})`;
}

export const ratio = (ours, theirs) => (Number.isFinite(ours / theirs) ? `${(ours / theirs).toFixed(3)} ×` : "–");

export const bytes = (n) => Math.round(n).toLocaleString("en");

/** Formats a Markdown table with aligned columns. */
export function table(head, rows) {
  const all = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, i) => Math.max(3, ...all.map((row) => row[i].length)));
  const line = (row) => `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(" | ")} |`;
  const rule = `|${widths.map((width, i) => (i === 0 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  return [line(all[0]), rule, ...all.slice(1).map(line)].join("\n");
}
