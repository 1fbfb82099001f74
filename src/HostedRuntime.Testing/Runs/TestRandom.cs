namespace HostedRuntime.Testing;

/// <summary>Random choices of a body. They are choices of its schedule, so a replay repeats them, and a failing one is minimized.</summary>
/// <remarks>Use it in tasks of the test. <see cref="Random"/> and <see cref="Guid.NewGuid"/> are not part of the schedule.</remarks>
public sealed class TestRandom
{
    private readonly Driver _driver;

    internal TestRandom(Driver driver) => _driver = driver;

    /// <summary>Returns a number from 0 to below a limit. A minimized schedule has 0 where the number does not matter.</summary>
    /// <param name="limit">The limit; at least 1.</param>
    /// <returns>The number.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is below 1.</exception>
    /// <exception cref="InvalidOperationException">The calling thread does not run a task of the test.</exception>
    public int Next(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return _driver.Draw(limit, weight: 0);
    }

    /// <summary>Returns true with a chance.</summary>
    /// <param name="chance">The chance, above 0 and below 1. An exhaustive search tries both.</param>
    /// <returns>The choice.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chance"/> is not between 0 and 1.</exception>
    /// <exception cref="InvalidOperationException">The calling thread does not run a task of the test.</exception>
    public bool NextBool(double chance = 0.5)
    {
        if (chance is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(chance), chance, "The chance must be above 0 and below 1.");
        return _driver.Draw(2, chance) == 1;
    }

    /// <summary>Chooses one of some items.</summary>
    /// <param name="items">The items; at least one.</param>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <returns>The item.</returns>
    /// <exception cref="ArgumentException">There is no item.</exception>
    /// <exception cref="InvalidOperationException">The calling thread does not run a task of the test.</exception>
    public T Choose<T>(params ReadOnlySpan<T> items)
        => items.IsEmpty ? throw new ArgumentException("There must be at least one item to choose from.", nameof(items)) : items[Next(items.Length)];
}
