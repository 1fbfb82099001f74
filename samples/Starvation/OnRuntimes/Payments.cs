using HostedRuntime;
using Starvation.Service;

namespace Starvation.OnRuntimes;

internal sealed class Payments(IRuntimeHandle runtime, VendorClient vendor) : IPayments
{
    public async Task ChargeAsync(int order) => await runtime.SpawnBlocking(() => vendor.Charge(order), new SpawnOptions { Name = "payment" });
}
