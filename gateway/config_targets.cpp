/// [[target]]: the systems that look-ups ask.
#include <set>

#include "gateway/config_parts.h"

namespace {

TargetConfig read_target(const toml::table& from, bool inline_secrets, std::size_t index,
                         std::vector<ConfigProblem>& problems) {
  TomlTable table(from, "target[" + std::to_string(index + 1) + "]", problems);
  TargetConfig target;
  target.line = table.line();
  table.required("name", target.name);
  table.choice("kind", {"postgresql", "http"}, target.kind);
  if (target.kind.empty() && !table.has("kind")) table.problem("kind", "is missing");
  table.required("address", target.address);
  table.secret("password", inline_secrets, target.password);
  table.secret("authorization", inline_secrets, target.authorization);
  const bool web = target.address.starts_with("http://") || target.address.starts_with("https://");
  if (target.kind == "http" && !target.address.empty() && !web)
    table.problem("address", "must begin with https:// or http://");
  if (target.kind == "http" && web && target.address.find_first_of("?#@") != std::string::npos)
    table.problem("address", "is scheme, host, port and path alone");
  if (target.kind == "postgresql" && target.address.find('=') == std::string::npos)
    table.problem("address", "must be like \"host=10.0.0.5 dbname=trade user=desk_reader\"");
  if (target.kind == "postgresql" && target.address.find("password") != std::string::npos)
    table.problem("address", "a password does not belong here: password = \"file:PATH\" or \"env:NAME\"");
  if (target.kind == "postgresql" && table.has("authorization"))
    table.problem("authorization", "is for kind http; a database has password");
  if (target.kind == "http" && table.has("password"))
    table.problem("password", "is for kind postgresql; kind http has authorization, the whole header");
  while (target.kind == "http" && target.address.ends_with('/')) target.address.pop_back();
  table.end();
  return target;
}

}  // namespace

void read_targets(TomlTable& root, Config& config, std::vector<ConfigProblem>& problems) {
  const auto* list = root.tables("target");
  std::set<std::string> names;
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    auto target = read_target(*list->get(i)->as_table(), config.allow_inline_secrets, i, problems);
    if (!target.name.empty() && !names.insert(target.name).second)
      problems.push_back({target.line, "target.name", "\"" + target.name + "\" is used twice"});
    config.targets.push_back(std::move(target));
  }
}
