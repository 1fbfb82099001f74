using Starvation.Figures;

namespace Starvation.Plots;

/// <summary>A figure of one form over time, in the spread of its rounds.</summary>
internal sealed record Series(Form Form, IReadOnlyList<(double Seconds, Spread Value)> Points)
{
    /// <summary>Makes a point of each time slot that has values in every round.</summary>
    /// <param name="form">The form.</param>
    /// <param name="rounds">The values of each round with their times in seconds.</param>
    /// <param name="slot">The length of a slot in seconds.</param>
    /// <param name="figure">Makes one figure from the sorted values of a slot of one round.</param>
    public static Series Of(Form form, IEnumerable<IEnumerable<(double Seconds, double Value)>> rounds, double slot, Func<IReadOnlyList<double>, double> figure)
    {
        var slots = rounds.Select(round => round.Where(static at => at.Seconds >= 0).ToLookup(at => (int)(at.Seconds / slot), static at => at.Value)).ToList();
        return new Series(form,
        [
            .. slots[0].Select(static of => of.Key).Order()
                .Where(key => slots.TrueForAll(round => round.Contains(key)))
                .Select(key => ((key + 0.5) * slot, Spread.Of(slots.Select(round => figure([.. round[key].Order()]))))),
        ]);
    }
}
