namespace Starvation.Plots;

/// <summary>A scale from values to places of the picture, and the values with a label.</summary>
internal sealed class Axis
{
    private const int MaxSteps = 8;

    private static readonly double[] s_factors = [1, 2, 5, 10];

    private readonly double _lowest;
    private readonly double _highest;
    private readonly bool _isLogarithmic;

    private Axis(double lowest, double highest, double from, double to, bool isLogarithmic, IReadOnlyList<double> ticks)
        => (_lowest, _highest, From, To, _isLogarithmic, Ticks) = (lowest, highest, from, to, isLogarithmic, ticks);

    /// <summary>The place of the lowest value.</summary>
    public double From { get; }

    /// <summary>The place of the highest value.</summary>
    public double To { get; }

    public IReadOnlyList<double> Ticks { get; }

    /// <summary>Begins at zero, and has at most eight steps of 1, 2 or 5 times a power of ten.</summary>
    public static Axis Linear(double highest, double from, double to)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(highest / MaxSteps)));
        var step = s_factors.Select(factor => factor * power).First(step => highest / step <= MaxSteps);
        return new Axis(0, highest, from, to, false, [.. Enumerable.Range(0, MaxSteps + 1).Select(i => i * step).Where(tick => tick <= highest)]);
    }

    /// <summary>Reaches from the power of ten below the lowest value to the one above the highest, with a tick at each.</summary>
    public static Axis Logarithmic(double lowest, double highest, double from, double to)
    {
        var first = (int)Math.Floor(Math.Log10(lowest));
        var last = Math.Max(first + 1, (int)Math.Ceiling(Math.Log10(highest)));
        return new Axis(first, last, from, to, true, [.. Enumerable.Range(first, last - first + 1).Select(static power => Math.Pow(10, power))]);
    }

    public double Place(double value) => From + (((_isLogarithmic ? Math.Log10(value) : value) - _lowest) / (_highest - _lowest) * (To - From));
}
