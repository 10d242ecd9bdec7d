//! Tools of the page, which the agent of a realtime conversation can call.

use std::fmt;
use std::rc::Rc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::handlers::Tool;
use crate::options::ConversationOptions;

impl ConversationOptions {
    /// Adds a tool of this page, which the agent of a realtime conversation can call by this name.
    /// The arguments from the model are deserialized as `A`; the result is returned as JSON.
    ///
    /// The agent receives `{"error": "…"}` if the arguments do not deserialize, the tool returns an
    /// `Err` or is unknown, takes longer than 10 s, or more than 64 calls are running. The text of
    /// an `Err` is sent to the agent. The backend declares the available tools to the model when it
    /// creates the session. Each call is reported by [`Event::Tool`](crate::Event::Tool).
    ///
    /// ```
    /// use serde::{Deserialize, Serialize};
    /// use speko_client::{ConversationOptions, Credentials};
    ///
    /// #[derive(Deserialize)]
    /// struct Place { city: String }
    /// #[derive(Serialize)]
    /// struct Weather { celsius: f64 }
    ///
    /// let options =
    ///     ConversationOptions::new(Credentials::realtime("1", "wss://s2s.example", "token"))
    ///         .tool("get_weather", |place: Place| async move {
    ///             if place.city.is_empty() {
    ///                 Err("no city was given")
    ///             } else {
    ///                 Ok(Weather { celsius: 21.5 })
    ///             }
    ///         });
    /// # let _ = options;
    /// ```
    #[must_use]
    pub fn tool<A, R, E, F>(self, name: impl Into<String>, run: impl Fn(A) -> F + 'static) -> Self
    where
        A: DeserializeOwned + 'static,
        R: Serialize,
        E: fmt::Display,
        F: Future<Output = Result<R, E>> + 'static,
    {
        let run = Rc::new(run);
        self.text_tool(name, move |arguments: String| {
            let run = Rc::clone(&run);
            async move {
                let answer = run(json::read(&arguments)?).await;
                json::write(&answer.map_err(|error| error.to_string())?)
            }
        })
    }

    /// Like [`tool`](Self::tool), but without deserialization: the arguments are the model's text,
    /// usually JSON, and the result is returned as it is. It links no serde code into the page.
    #[must_use]
    pub fn text_tool<F>(
        mut self,
        name: impl Into<String>,
        run: impl Fn(String) -> F + 'static,
    ) -> Self
    where
        F: Future<Output = Result<String, String>> + 'static,
    {
        self.tools.push(Tool {
            name: name.into(),
            run: Rc::new(move |arguments| Box::pin(run(arguments))),
        });
        self
    }
}

/// Uses the browser's JSON parser: a second one would add 18 KB of wasm.
#[cfg(target_arch = "wasm32")]
mod json {
    use serde::Serialize;
    use serde::de::DeserializeOwned;
    use serde_wasm_bindgen::{Serializer, from_value};

    pub(super) fn read<A: DeserializeOwned>(text: &str) -> Result<A, String> {
        let text = if text.is_empty() { "{}" } else { text };
        let value = js_sys::JSON::parse(text).map_err(|_| "arguments are not JSON".to_owned())?;
        from_value(value).map_err(|error| error.to_string())
    }

    pub(super) fn write<R: Serialize>(answer: &R) -> Result<String, String> {
        let value = answer.serialize(&Serializer::json_compatible());
        let value = value.map_err(|error| error.to_string())?;
        let text = js_sys::JSON::stringify(&value).ok();
        Ok(text
            .and_then(|text| text.as_string())
            .unwrap_or_else(|| "null".to_owned()))
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod json {
    use serde::Serialize;
    use serde::de::DeserializeOwned;

    pub(super) fn read<A: DeserializeOwned>(text: &str) -> Result<A, String> {
        let text = if text.is_empty() { "{}" } else { text };
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    pub(super) fn write<R: Serialize>(answer: &R) -> Result<String, String> {
        serde_json::to_string(answer).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;
    use crate::Credentials;

    fn call_tool(options: &ConversationOptions, arguments: &str) -> Result<String, String> {
        let mut answer = pin!(options.tools[0].run(arguments.to_owned()));
        match answer
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
        {
            Poll::Ready(answer) => answer,
            Poll::Pending => Err("not ready".to_owned()),
        }
    }

    #[test]
    fn tool_arguments_and_results_are_typed() {
        let options = ConversationOptions::new(Credentials::realtime("1", "wss://a", "t")).tool(
            "sum",
            |numbers: BTreeMap<String, i64>| async move {
                match numbers.values().sum() {
                    0 => Err("nothing to add"),
                    sum => Ok(vec![sum]),
                }
            },
        );
        assert_eq!(
            call_tool(&options, r#"{"a":1,"b":2}"#),
            Ok("[3]".to_owned())
        );
        assert_eq!(call_tool(&options, ""), Err("nothing to add".to_owned()));
        assert!(
            call_tool(&options, r#"{"a":"x"}"#)
                .unwrap_err()
                .contains("invalid type")
        );
        assert!(call_tool(&options, "{").is_err());
    }
}
