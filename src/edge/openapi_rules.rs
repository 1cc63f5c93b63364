//! What holds for every call of its kind, said once: answers of the document that no handler names itself.

use utoipa::Modify;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::schema::{Object, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr, Required, Response, ResponseBuilder};

use super::error::PROBLEM;
use super::routes::ONCE;

const BEARER: &str = "bearer";
const COOKIE: &str = "cookie";

/// What every call may answer.
const EVERY: &[(&str, &str)] = &[
    ("429", "`rate_limited`: too many requests; `Retry-After` says when to come again"),
    ("503", "`busy`: too much to do; `Retry-After` says when to come again"),
];
const UNSAFE: &[(&str, &str)] = &[("403", "`foreign_origin`: the page that sent it is on another site")];
const WITH_BODY: &[(&str, &str)] =
    &[("400", "`bad_request`: it cannot be understood"), ("413", "`body_too_large`"), ("415", "`wrong_content_type`")];
const WITH_QUERY: &[(&str, &str)] = &[("400", "`bad_request`: it cannot be understood")];
const WITH_PATH: &[(&str, &str)] = &[("404", "`not_found`: no such thing, or not for who asks")];
const DONE_ONCE: &[(&str, &str)] = &[
    ("400", "`bad_request`: it cannot be understood"),
    ("409", "`idempotency_under_way`: the same request is not answered yet"),
    ("422", "`idempotency_key_reused`: the key came with another request"),
];

pub struct Rules;

impl Modify for Rules {
    fn modify(&self, document: &mut OpenApi) {
        let components = document.components.get_or_insert_with(Default::default);
        components.add_security_scheme(BEARER, SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        let cookie = ApiKey::Cookie(ApiKeyValue::with_description(
            "__Host-playhouse_access",
            "Set by logging in; `playhouse_access` where the server is not reached over TLS.",
        ));
        components.add_security_scheme(COOKIE, SecurityScheme::ApiKey(cookie));
        for (path, item) in &mut document.paths.paths {
            complete_item(path, item);
        }
    }
}

fn complete_item(path: &str, item: &mut PathItem) {
    if let Some(post) = item.post.as_mut().filter(|_| ONCE.contains(&path)) {
        post.parameters.get_or_insert_default().push(RefOr::T(idempotency_key()));
        say(post, DONE_ONCE);
    }
    let safe = [("get", &mut item.get), ("head", &mut item.head), ("options", &mut item.options)];
    let changing =
        [("post", &mut item.post), ("put", &mut item.put), ("patch", &mut item.patch), ("delete", &mut item.delete)];
    for (method, operation) in safe {
        let Some(operation) = operation else { continue };
        complete(operation, method, path);
    }
    for (method, operation) in changing {
        let Some(operation) = operation else { continue };
        say(operation, UNSAFE);
        complete(operation, method, path);
    }
}

/// `delete_videos_by_id_poster`: the names that generated clients give their functions, one for each call.
fn operation_id(method: &str, path: &str) -> String {
    let words = path.trim_start_matches("/api/v1").split('/').filter(|word| !word.is_empty());
    words.fold(method.to_owned(), |id, word| match word.strip_prefix('{').and_then(|word| word.strip_suffix('}')) {
        Some(parameter) => format!("{id}_by_{parameter}"),
        None => format!("{id}_{}", word.replace(['-', '.'], "_")),
    })
}

fn complete(operation: &mut Operation, method: &str, path: &str) {
    operation.operation_id = Some(operation_id(method, path));
    say(operation, EVERY);
    if operation.request_body.is_some() {
        say(operation, WITH_BODY);
    }
    if has(operation, &ParameterIn::Query) {
        say(operation, WITH_QUERY);
    }
    if has(operation, &ParameterIn::Path) {
        say(operation, WITH_PATH);
    }
    if operation.security.is_none() {
        // Who is signed in may see more, even where nobody has to be.
        let nothing: [&str; 0] = [];
        let mut ways = vec![SecurityRequirement::new(BEARER, nothing), SecurityRequirement::new(COOKIE, nothing)];
        if !operation.responses.responses.contains_key("401") {
            ways.insert(0, SecurityRequirement::default());
        }
        operation.security = Some(ways);
    }
}

fn has(operation: &Operation, place: &ParameterIn) -> bool {
    let is =
        |parameter: &RefOr<Parameter>| matches!(parameter, RefOr::T(parameter) if parameter.parameter_in == *place);
    operation.parameters.iter().flatten().any(is)
}

/// Adds answers that the handler does not name itself.
fn say(operation: &mut Operation, answers: &[(&str, &str)]) {
    for (status, description) in answers {
        operation.responses.responses.entry((*status).to_owned()).or_insert_with(|| RefOr::T(problem(description)));
    }
}

fn problem(description: &str) -> Response {
    let body = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new().description(description).content(PROBLEM, body).build()
}

fn idempotency_key() -> Parameter {
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "1 to 255 letters, digits and signs, best a UUID. The same request with the same key within 24 hours is done \
             once and answered the same.",
        ))
        .schema(Some(Object::with_type(Type::String)))
        .build()
}
