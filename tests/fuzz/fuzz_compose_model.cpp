// What Compose prints is read without a crash, and what is read keeps its promises.

#include "domain/app_state.hpp"
#include "domain/compose_model.hpp"
#include "domain/image_ref.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

using namespace furtka;

namespace {

void demand(bool holds)
{
    if (!holds) std::abort();
}

void check_service(const ComposeModel& model, const ServiceModel& service)
{
    demand(model.service(service.name) != nullptr);
    demand(service.replicas >= 0);
    demand(std::ranges::all_of(
        service.ports, [](const PortMapping& port) { return port.target > 0 && !port.protocol.empty(); }));
    const auto ref = service.image ? ImageRef::parse(*service.image) : fail({});
    if (ref) demand(ImageRef::parse(ref->familiar()).has_value());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto model = parse_compose_model({reinterpret_cast<const char*>(data), size});
    if (!model) {
        demand(model.error().key == "compose_output" && !model.error().message.empty());
        return 0;
    }
    demand(std::ranges::is_sorted(model->services, {}, &ServiceModel::name));
    for (const auto& service : model->services) check_service(*model, service);
    demand(app_condition(Intent::run, &*model, {}).services.size() == model->services.size());
    return 0;
}
