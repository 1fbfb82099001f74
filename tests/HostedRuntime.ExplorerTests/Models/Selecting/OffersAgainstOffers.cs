using HostedRuntime.Selecting;
using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// A task selects over several events, each of which another thread makes happen. Each wait takes one event. An event that was not taken is
/// still there.
/// </summary>
/// <remarks>
/// With as many rounds as events the same selection waits again while the thread of another event still acts on the wait of an earlier
/// round. If its event were lost, or its wake-up, the last round would never end.
/// </remarks>
internal sealed class OffersAgainstOffers : TaskModel
{
    private readonly Offer[] _offers;
    private readonly Selection _selection;
    private readonly int _rounds;

    /// <param name="kinds">The events.</param>
    /// <param name="rounds">How many of the events the task takes.</param>
    /// <param name="waitsAlready">True if the task waits before the first event happens.</param>
    public OffersAgainstOffers(Offer.Kind[] kinds, int rounds, bool waitsAlready)
        : this(owner => [.. kinds.Select(kind => Offer.Of(kind, owner))], rounds, waitsAlready)
    {
    }

    public OffersAgainstOffers(Func<ModelOwner, Offer[]> offers, int rounds, bool waitsAlready)
    {
        _offers = offers(Owner);
        _rounds = rounds;
        // Not in random order, because an execution may depend on nothing but its schedule.
        _selection = Select.Biased([.. _offers.Select(static offer => offer.Case)]);
        Spawn(new TaskBody(Owner, RunAsync, default, default));
        if (waitsAlready)
            new TaskPoller().PollOnce(Owner.Next()!);
        Workers(1);
        for (var i = 0; i < _offers.Length; i++)
            Outsider($"offer {i}", _offers[i].Make);
    }

    public override void Check()
    {
        base.Check();
        Assert.Equal(_rounds, _offers.Sum(static offer => offer.Wins));
        Assert.All(_offers, static offer => offer.Check());
    }

    private async Task RunAsync()
    {
        for (var round = 0; round < _rounds; round++)
        {
            var winner = await _selection.WaitAsync();
            var offer = _offers.Single(offer => offer.Case == winner);
            offer.Take();
            // Its event does not happen again.
            offer.Case.IsEnabled = false;
        }
    }
}
