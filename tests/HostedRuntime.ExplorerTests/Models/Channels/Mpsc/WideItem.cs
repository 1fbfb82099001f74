using System.Runtime.InteropServices;

namespace HostedRuntime.Models.Channels;

/// <summary>An item so wide that a segment holds only eight, so that the next segment is a few steps away.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
internal struct WideItem
{
    public const int InASegment = 8;

    public int Number;

    public static implicit operator WideItem(int number) => new() { Number = number };
}
