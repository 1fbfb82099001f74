namespace OrderService.Shop;

/// <summary>
/// The section "Shop" of the configuration. With <c>--Shop:Visitors=10000 --Shop:Shelves=200</c> the dashboard has much to show.
/// </summary>
public sealed class ShopOptions
{
    public int OrdersPerSecond { get; set; } = 10;

    public int Visitors { get; set; } = 40;

    public int Shelves { get; set; } = 8;
}
