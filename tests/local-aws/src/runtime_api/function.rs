use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::config::FunctionConfig;
use super::environment::{Environment, StartError};
use super::invocation::{Invocation, InvocationOutcome};

/// A function whose process runs between invocations; it ends when this is dropped.
#[derive(Debug)]
pub struct Function {
    config: FunctionConfig,
    environment: Option<Environment>,
    logs: Arc<Mutex<Vec<String>>>,
    invocations: AtomicU64,
}

impl Function {
    /// A function that starts with its first invocation.
    #[must_use]
    pub fn new(config: FunctionConfig) -> Self {
        Self {
            config,
            environment: None,
            logs: Arc::default(),
            invocations: AtomicU64::new(0),
        }
    }

    /// Sends one event and waits until it is handled, at most until the function's deadline.
    ///
    /// # Errors
    /// When the process can't be started. All that happens inside it is an [`InvocationOutcome`].
    pub async fn invoke(&mut self, event: &Value) -> Result<Invocation, StartError> {
        self.invoke_text(event.to_string()).await
    }

    /// As [`Self::invoke`], with an event that need not be JSON.
    ///
    /// # Errors
    /// When the process can't be started.
    pub async fn invoke_text(&mut self, event: String) -> Result<Invocation, StartError> {
        let number = self.invocations.fetch_add(1, Ordering::Relaxed) + 1;
        let (mut environment, is_new) = match self.environment.take() {
            Some(environment) => (environment, false),
            None => (
                Environment::start(&self.config, Arc::clone(&self.logs)).await?,
                true,
            ),
        };
        let (outcome, duration) = environment.invoke(&self.config, event, number).await;
        let init = environment.init().filter(|_| is_new);
        match outcome {
            InvocationOutcome::Ok(_) | InvocationOutcome::Err { .. } => {
                self.environment = Some(environment);
            }
            InvocationOutcome::Crashed { .. } | InvocationOutcome::TimedOut => {
                environment.stop().await;
            }
        }
        Ok(Invocation {
            outcome,
            duration,
            init,
        })
    }

    /// The process id, while a process waits for its next event.
    #[must_use]
    pub fn process_id(&self) -> Option<u32> {
        self.environment.as_ref()?.process_id()
    }

    /// Ends the process and returns every line it wrote to its standard output and error.
    pub async fn stop(mut self) -> Vec<String> {
        if let Some(environment) = self.environment.take() {
            environment.stop().await;
        }
        std::mem::take(&mut self.logs.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
