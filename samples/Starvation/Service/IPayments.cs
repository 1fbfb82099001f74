namespace Starvation.Service;

/// <summary>Charges orders through <see cref="VendorClient"/>, whose calls block.</summary>
internal interface IPayments
{
    Task ChargeAsync(int order);
}
