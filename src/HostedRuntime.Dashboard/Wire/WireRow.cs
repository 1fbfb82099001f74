namespace HostedRuntime.Dashboard.Wire;

/// <summary>A row of a view as it goes to a page. Immutable.</summary>
/// <param name="Key">The key of the row in its view.</param>
/// <param name="Fields">The fields that stay equal while nothing happens: the members of a JSON object, without braces.</param>
/// <param name="Ages">The fields that grow with the time, in seconds.</param>
internal sealed record WireRow(string Key, string Fields, IReadOnlyList<WireAge> Ages)
{
    /// <summary>
    /// The largest difference between the time that has passed and the growth of an age, in seconds. The clock of the engine has steps of
    /// some 15 ms, and the rows of a snapshot belong to slightly different moments.
    /// </summary>
    private const double Tolerance = 0.5;

    /// <summary>The points of the plots that belong to the row, the oldest first. A page keeps the points that it has.</summary>
    public IReadOnlyList<HistoryPoint> History { get; init; } = [];

    /// <summary>Returns whether a page that has the earlier row knows this row, if it adds the time since to the ages.</summary>
    /// <param name="earlier">The row that the page has.</param>
    /// <param name="passed">The seconds between the two rows.</param>
    public bool IsKnownFrom(WireRow earlier, double passed)
    {
        if (Fields != earlier.Fields || Ages.Count != earlier.Ages.Count || TimeOfNewest != earlier.TimeOfNewest)
            return false;
        for (var i = 0; i < Ages.Count; i++)
        {
            if (Ages[i].Name != earlier.Ages[i].Name || Math.Abs(Ages[i].Seconds - earlier.Ages[i].Seconds - passed) > Tolerance)
                return false;
        }

        return true;
    }

    /// <summary>Returns the row with those points only that a page with the earlier row does not have.</summary>
    public WireRow After(WireRow earlier)
        => History.Count == 0 ? this : this with { History = [.. History.Where(point => point.Time > (earlier.TimeOfNewest ?? double.NegativeInfinity))] };

    private double? TimeOfNewest => History.Count == 0 ? null : History[^1].Time;
}

/// <summary>A field of a row that grows with the time.</summary>
/// <param name="Name">The name of the field.</param>
/// <param name="Seconds">The value.</param>
internal readonly record struct WireAge(string Name, double Seconds);
