//! Tools of the page: what the agent of a speech-to-speech conversation may have done here.

use std::fmt;
use std::pin::Pin;
use std::rc::Rc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::options::ConversationOptions;

type Answer = Pin<Box<dyn Future<Output = Result<String, String>>>>;

/// A tool by its name.
#[derive(Clone)]
pub(crate) struct Tool {
    pub(crate) name: String,
    run: Rc<dyn Fn(String) -> Answer>,
}

impl Tool {
    #[cfg_attr(
        not(target_arch = "wasm32"),
        allow(dead_code, reason = "no session runs on a host")
    )]
    pub(crate) fn run(&self, arguments: String) -> Answer {
        (self.run)(arguments)
    }
}

impl fmt::Debug for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl ConversationOptions {
    /// A tool of this page, which the agent of a speech-to-speech conversation may call by this name. What the model sends
    /// as arguments is read as `A`, and what comes out goes back as JSON.
    ///
    /// Arguments of another form, an `Err`, a tool that nobody gave, and one that takes longer than 10 s are answered with
    /// `{"error": "…"}`, so that the agent can go on; the text of an error is told to the agent. Which tools there are is
    /// what the backend tells the model when it makes the session. [`Event::Tool`](crate::Event::Tool) tells of each use.
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
    /// let options = ConversationOptions::new(Credentials::realtime("1", "wss://s2s.example", "token"))
    ///     .tool("get_weather", |place: Place| async move {
    ///         if place.city.is_empty() { Err("no city was given") } else { Ok(Weather { celsius: 21.5 }) }
    ///     });
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
                let answer = run(form::read(&arguments)?).await;
                form::write(&answer.map_err(|error| error.to_string())?)
            }
        })
    }

    /// The same without a form: the arguments come as the model wrote them, JSON most of the time, and the answer goes back
    /// as it is. It brings no parser into the page.
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

/// The browser's own parser: a second one would weigh 18 KB.
#[cfg(target_arch = "wasm32")]
mod form {
    use serde::Serialize;
    use serde::de::DeserializeOwned;
    use serde_wasm_bindgen::{Serializer, from_value};

    pub(super) fn read<A: DeserializeOwned>(text: &str) -> Result<A, String> {
        let text = if text.is_empty() { "{}" } else { text };
        let value =
            js_sys::JSON::parse(text).map_err(|_| "the arguments are no JSON".to_owned())?;
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
mod form {
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

    fn ask(options: &ConversationOptions, arguments: &str) -> Result<String, String> {
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
    fn arguments_have_a_form_and_so_has_the_answer() {
        let options = ConversationOptions::new(Credentials::realtime("1", "wss://a", "t")).tool(
            "sum",
            |numbers: BTreeMap<String, i64>| async move {
                match numbers.values().sum() {
                    0 => Err("nothing to add"),
                    sum => Ok(vec![sum]),
                }
            },
        );
        assert_eq!(ask(&options, r#"{"a":1,"b":2}"#), Ok("[3]".to_owned()));
        assert_eq!(ask(&options, ""), Err("nothing to add".to_owned()));
        assert!(
            ask(&options, r#"{"a":"x"}"#)
                .unwrap_err()
                .contains("invalid type")
        );
        assert!(ask(&options, "{").is_err());
    }
}
