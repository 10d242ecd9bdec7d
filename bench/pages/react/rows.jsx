// A transcript as a plain React list with our markup's slot names, so that one style sheet fits
// both. It keeps the newest text in view, as ours does.
import { memo, useLayoutEffect, useRef } from "react";

function Row({ source, final, text }) {
  return (
    <li data-slot="turn" data-source={source} data-final={String(final)}>
      <span data-slot="turn-speaker">{source === "user" ? "You" : "Agent"}</span>
      <p data-slot="turn-text">{text}</p>
    </li>
  );
}

/** A row that renders again only when its own text changes. */
const CarefulRow = memo(Row);

export function Turns({ turns, careful = false }) {
  const root = useRef(null);
  useLayoutEffect(() => {
    root.current.scrollTop = root.current.scrollHeight;
  }, [turns]);
  const Each = careful ? CarefulRow : Row;
  return (
    <div data-slot="transcript-feed" role="log" ref={root} tabIndex={0}>
      <ul data-slot="turns" style={{ listStyle: "none", margin: 0, padding: 0 }}>
        {turns.map(({ key, source, final, text }) => (
          <Each key={key} source={source} final={final} text={text} />
        ))}
      </ul>
    </div>
  );
}
