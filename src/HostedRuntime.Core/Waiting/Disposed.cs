using System.Diagnostics.CodeAnalysis;

namespace HostedRuntime.Waiting;

/// <summary>What the use of a disposed object throws: one sentence that names the object, one that says what to do instead.</summary>
internal static class Disposed
{
    /// <param name="what">The object, with its article, as "This sender".</param>
    /// <param name="instead">What to do, as a whole sentence.</param>
    /// <exception cref="ObjectDisposedException">Always.</exception>
    [DoesNotReturn]
    public static void Throw(string what, string instead) => throw Error(what, instead);

    /// <returns>The exception for a wait that the disposal ends.</returns>
    public static ObjectDisposedException Error(string what, string instead) => new(objectName: null, $"{what} was disposed. {instead}");
}
