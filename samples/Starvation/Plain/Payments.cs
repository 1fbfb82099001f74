using Starvation.Service;

namespace Starvation.Plain;

internal sealed class Payments(VendorClient vendor) : IPayments
{
    public Task ChargeAsync(int order) => Task.Run(() => vendor.Charge(order));
}
