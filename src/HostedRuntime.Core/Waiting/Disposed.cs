using System.Diagnostics.CodeAnalysis;

namespace HostedRuntime.Waiting;

/// <summary>Makes the exceptions of disposed objects. Their message names the object, and says what to do instead.</summary>
internal static class Disposed
{
    /// <summary>Throws the exception for the use of a disposed object.</summary>
    /// <param name="what">The object, with its article, for example "This sender".</param>
    /// <param name="instead">The advice to the caller, as a whole sentence.</param>
    /// <exception cref="ObjectDisposedException">Always.</exception>
    [DoesNotReturn]
    public static void Throw(string what, string instead) => throw Error(what, instead);

    /// <summary>Returns the exception for a wait that the disposal ends, or for a refused spawn.</summary>
    public static ObjectDisposedException Error(string what, string instead) => new(objectName: null, $"{what} was disposed. {instead}");
}
