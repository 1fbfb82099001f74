namespace HostedRuntime.Testing;

/// <summary>
/// A generator whose numbers depend on its seed alone, on every machine and version. SplitMix64 (Steele and others, 2014).
/// </summary>
internal struct SeededRandom(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Returns a number from 0 to below the limit.</summary>
    public int Next(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>Returns a number from 0 to below 1.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Makes a draw of a body.</summary>
    public int Draw(int options, double weight) => weight > 0 && options == 2 ? (NextDouble() < weight ? 1 : 0) : Next(options);

    /// <summary>Mixes a number into a seed.</summary>
    public static ulong Mix(ulong seed, ulong number) => new SeededRandom(seed ^ (number * 0xD1342543DE82EF95)).Next();
}
