namespace Starvation.Load;

/// <summary>The observations of the load generator for one form in one round.</summary>
/// <param name="Form">The form that ran.</param>
/// <param name="Stock">The requests for the stock in the measured time.</param>
/// <param name="Orders">The orders in the measured time.</param>
/// <param name="Threads">The threads of the process, until the stop.</param>
/// <param name="Work">The orders of the whole round.</param>
internal sealed record Round(Form Form, IReadOnlyList<Sample> Stock, IReadOnlyList<Sample> Orders, IReadOnlyList<ThreadSample> Threads, Work Work)
{
    public int StockErrors => Errors(Stock);

    public int OrderErrors => Errors(Orders);

    public int PeakThreads => Threads.Max(static sample => sample.Threads);

    private static int Errors(IEnumerable<Sample> samples) => samples.Count(static sample => !sample.IsAnswered);
}
