namespace HostedRuntime.Testing;

/// <summary>Counts which orders an exploration has seen. Its size is limited, however many schedules run.</summary>
internal sealed class Coverage
{
    // Some 400 KB. Beyond it the count says "at least".
    private const int MostOrders = 16_384;

    private readonly Dictionary<ulong, bool> _isRepeated = new(MostOrders);
    private int _schedules;
    private int _once;

    public HashSet<(int First, int Second)> Pairs { get; } = [];

    public int DistinctOrders => _isRepeated.Count;

    public double ChanceOfNewOrder => _schedules == 0 ? 1 : (double)_once / _schedules;

    public (int All, int BothWays) CountPairs()
    {
        var pairs = Pairs.Where(static pair => pair is { First: >= 0, Second: >= 0 }).ToHashSet();
        var unordered = pairs.Select(static pair => (Math.Min(pair.First, pair.Second), Math.Max(pair.First, pair.Second))).Distinct().ToList();
        return (unordered.Count, unordered.Count(pair => pairs.Contains(pair) && pairs.Contains((pair.Item2, pair.Item1))));
    }

    public void Add(ulong order)
    {
        if (_isRepeated.TryGetValue(order, out var isRepeated))
        {
            _schedules++;
            if (isRepeated)
                return;
            _isRepeated[order] = true;
            _once--;
        }
        else if (_isRepeated.Count < MostOrders)
        {
            _schedules++;
            _once++;
            _isRepeated.Add(order, false);
        }
    }
}
